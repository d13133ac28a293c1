package dev.handwright.adapter.sql;

import dev.handwright.nodes.Node;
import dev.handwright.runs.Run;
import dev.handwright.runs.RunStore.Held;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Which worker has a running run, and how it becomes another's. */
final class RunOwners {
    private static final String WITHOUT_WORKER =
            """
            select id, attempt from run where status = 'running'
                and (worker = :worker or not exists (select 1 from node n where n.id = worker))
            """;

    /** Nothing where the node has beaten since it was found dead. */
    private static final String OF_DEAD_NODE =
            """
            select r.id, r.attempt from run r join node n on n.id = r.worker
            where r.status = 'running' and n.id = :dead and n.incarnation = :incarnation
                and n.beat = :beat
            order by r.started_at limit :most
            """;

    private RunOwners() {}

    private record Left(String id, int attempt) {}

    static List<Run> takeBack(Handle handle, String worker, Instant at) {
        return take(handle, handle.createQuery(WITHOUT_WORKER).bind("worker", worker), worker, at);
    }

    static List<Run> takeOver(Handle handle, Node dead, String worker, int most, Instant at) {
        var left =
                handle.createQuery(OF_DEAD_NODE)
                        .bind("dead", dead.id().value())
                        .bind("incarnation", dead.incarnation())
                        .bind("beat", dead.beat())
                        .bind("most", most);
        return take(handle, left, worker, at);
    }

    static List<Run> takeUnknown(Handle handle, String worker, Set<Run.Id> known, Instant at) {
        return held(handle, worker).entrySet().stream()
                .filter(it -> !known.contains(it.getKey()))
                .map(it -> new Left(it.getKey().toString(), it.getValue().attempt()))
                .flatMap(it -> take(handle, it, worker, at).stream())
                .toList();
    }

    static Map<Run.Id, Held> held(Handle handle, String worker) {
        return handle.createQuery(
                        "select id, attempt, cancel_at is not null as cancel_asked from run"
                                + " where status = 'running' and worker = :worker")
                .bind("worker", worker)
                .map((row, _) ->
                        Map.entry(
                                RunRows.runId(row.getString("id")),
                                new Held(row.getInt("attempt"), row.getBoolean("cancel_asked"))))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static List<Run> take(Handle handle, Query left, String worker, Instant at) {
        return left.map((row, _) -> new Left(row.getString("id"), row.getInt("attempt"))).stream()
                .flatMap(it -> take(handle, it, worker, at).stream())
                .toList();
    }

    /**
     * Of several nodes that see the same run left the first one gets it: the attempt that was seen
     * is the condition.
     */
    private static Optional<Run> take(Handle handle, Left left, String worker, Instant at) {
        return handle.createQuery(
                        "update run set worker = :worker, attempt = attempt + 1, updated_at = :at"
                                + " where id = :id and attempt = :attempt and status = 'running'"
                                + " returning *")
                .bind("worker", worker)
                .bind("at", at.toEpochMilli())
                .bind("id", left.id)
                .bind("attempt", left.attempt)
                .map((row, _) -> RunRows.run(row))
                .findOne();
    }
}
