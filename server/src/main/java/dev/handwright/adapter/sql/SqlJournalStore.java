package dev.handwright.adapter.sql;

import dev.handwright.desktops.Desktop;
import dev.handwright.desktops.DisplaySize;
import dev.handwright.runs.Run;
import dev.handwright.sandboxes.SandboxId;
import dev.handwright.worker.JournalStore;
import dev.handwright.worker.RunPlace;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Journals of running runs in the database. */
public final class SqlJournalStore implements JournalStore {
    /** Only while the run is this attempt's. */
    private static final String FENCE =
            " where exists (select 1 from run where id = :run and attempt = :attempt"
                    + " and status = 'running')";

    private static final String PUT =
            "insert into run_place (run_id, desktop_id, width, height, started_at, sandbox_id,"
                    + " restarts) select :run, :desktop, :width, :height, :started, :sandbox,"
                    + " :restarts"
                    + FENCE
                    + " on conflict (run_id) do update set desktop_id = excluded.desktop_id,"
                    + " width = excluded.width, height = excluded.height,"
                    + " started_at = excluded.started_at, sandbox_id = excluded.sandbox_id,"
                    + " restarts = excluded.restarts";

    /** A row of an earlier attempt that came late is replaced. */
    private static final String ADD =
            "insert into run_call (run_id, call_id, attempt, method, mac, answer)"
                    + " select :run, :call, :attempt, :method, :mac, :answer"
                    + FENCE
                    + " on conflict (run_id, call_id) do update set attempt = excluded.attempt,"
                    + " method = excluded.method, mac = excluded.mac, answer = excluded.answer"
                    + " where run_call.attempt < excluded.attempt or (run_call.answer is null"
                    + " and excluded.answer is not null and run_call.mac = excluded.mac)";

    private final Database database;

    public SqlJournalStore(Database database) {
        this.database = database;
    }

    @Override
    public Optional<RunPlace> place(Run.Id run) {
        return database.read(handle ->
                handle.createQuery("select * from run_place where run_id = :run")
                        .bind("run", run.toString())
                        .map((row, _) -> place(row))
                        .findOne());
    }

    @Override
    public boolean put(Run run, RunPlace place) {
        return database.write(handle -> put(handle, run, place));
    }

    @Override
    public boolean startOver(Run run, RunPlace place) {
        return database.write(handle -> {
            boolean put = put(handle, run, place);
            if (put) {
                forgetCalls(handle, run.id());
            }
            return put;
        });
    }

    @Override
    public Set<Desktop.Id> desktops(String worker) {
        return held("desktop_id", worker, Desktop.Id::new);
    }

    @Override
    public Set<SandboxId> sandboxes(String worker) {
        return held("sandbox_id", worker, SandboxId::new);
    }

    private <T> Set<T> held(String column, String worker, Function<String, T> id) {
        return database.read(handle ->
                handle.createQuery(
                                ("select p.%1$s from run_place p join run r on r.id = p.run_id"
                                                + " where p.%1$s is not null"
                                                + " and r.status = 'running' and r.worker = :worker")
                                        .formatted(column))
                        .bind("worker", worker)
                        .mapTo(String.class)
                        .map(id)
                        .collect(Collectors.toUnmodifiableSet()));
    }

    @Override
    public List<Earlier> calls(Run.Id run) {
        return database.read(handle ->
                handle.createQuery(
                                "select call_id, method, mac, coalesce(length(answer), 0) as length"
                                        + " from run_call where run_id = :run order by call_id")
                        .bind("run", run.toString())
                        .map((row, _) ->
                                new Earlier(
                                        row.getLong("call_id"),
                                        row.getString("method"),
                                        row.getString("mac"),
                                        row.getInt("length")))
                        .list());
    }

    @Override
    public Optional<String> answer(Run.Id run, long call) {
        return database.read(handle ->
                handle.createQuery(
                                "select answer from run_call where run_id = :run and call_id = :call"
                                        + " and answer is not null")
                        .bind("run", run.toString())
                        .bind("call", call)
                        .mapTo(String.class)
                        .findOne());
    }

    @Override
    public boolean add(Run run, Call call) {
        return database.write(handle ->
                handle.createUpdate(ADD)
                                .bind("run", run.id().toString())
                                .bind("attempt", run.attempt())
                                .bind("call", call.id())
                                .bind("method", call.method())
                                .bind("mac", call.mac())
                                .bind("answer", call.sealed().orElse(null))
                                .execute()
                        == 1);
    }

    /** The run has ended. */
    static void forget(Handle handle, Run.Id run) {
        forgetCalls(handle, run);
        handle.createUpdate("delete from run_place where run_id = :run")
                .bind("run", run.toString())
                .execute();
    }

    private static void forgetCalls(Handle handle, Run.Id run) {
        handle.createUpdate("delete from run_call where run_id = :run")
                .bind("run", run.toString())
                .execute();
    }

    private static boolean put(Handle handle, Run run, RunPlace place) {
        var desktop = place.desktop();
        return handle.createUpdate(PUT)
                        .bind("run", run.id().toString())
                        .bind("attempt", run.attempt())
                        .bind("desktop", desktop.map(it -> it.id().value()).orElse(null))
                        .bind("width", desktop.map(it -> it.display().width()).orElse(null))
                        .bind("height", desktop.map(it -> it.display().height()).orElse(null))
                        .bind(
                                "started",
                                desktop.map(it -> it.startedAt().toEpochMilli()).orElse(null))
                        .bind("sandbox", place.sandbox().map(SandboxId::value).orElse(null))
                        .bind("restarts", place.restarts())
                        .execute()
                == 1;
    }

    private static RunPlace place(ResultSet row) throws SQLException {
        Optional<Desktop> desktop = Optional.empty();
        var id = row.getString("desktop_id");
        if (id != null) {
            desktop =
                    Optional.of(
                            new Desktop(
                                    new Desktop.Id(id),
                                    new DisplaySize(row.getInt("width"), row.getInt("height")),
                                    Instant.ofEpochMilli(row.getLong("started_at"))));
        }
        return new RunPlace(
                desktop,
                Optional.ofNullable(row.getString("sandbox_id")).map(SandboxId::new),
                row.getInt("restarts"));
    }
}
