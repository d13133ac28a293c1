package dev.handwright.adapter.sql;

import dev.handwright.nodes.Node;
import dev.handwright.runs.Run;
import dev.handwright.webhooks.Attempt;
import dev.handwright.webhooks.Retries.Verdict;
import dev.handwright.webhooks.WebhookEvent;
import dev.handwright.webhooks.WebhookEvent.State;
import dev.handwright.webhooks.WebhookStore;
import dev.handwright.workspaces.Workspace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The outbox and the delivery log in the database. */
public final class SqlWebhookStore implements WebhookStore {
    private static final String RELEASE =
            "update webhook_event set claimed_until = 0, next_attempt_at = :now"
                    + " where state = 'pending' and claimed_until > 0 and ";

    private final Database database;

    public SqlWebhookStore(Database database) {
        this.database = database;
    }

    @Override
    public List<String> dueOrigins(Instant now) {
        // Hops from origin to origin in the index instead of reading every waiting event.
        return database.read(handle ->
                handle.createQuery(
                                """
                                with recursive hop (origin) as (
                                  select min(origin) from webhook_event where state = 'pending'
                                  union all
                                  select (select min(e.origin) from webhook_event e
                                           where e.state = 'pending' and e.origin > hop.origin)
                                    from hop where hop.origin is not null)
                                select origin from hop
                                 where origin is not null and exists (
                                   select 1 from webhook_event e where e.state = 'pending'
                                      and e.origin = hop.origin and e.next_attempt_at <= :now)
                                """)
                        .bind("now", now.toEpochMilli())
                        .mapTo(String.class)
                        .list());
    }

    @Override
    public Claimed claim(Map<String, Integer> rooms, String node, Instant now, Duration lease) {
        return database.write(handle -> {
            var turns = new WebhookTurns(handle, node, now, now.plus(lease));
            var events = new ArrayList<WebhookEvent>();
            int looked = 0;
            for (var room : rooms.entrySet()) {
                looked += turns.take(room.getKey(), room.getValue(), events);
            }
            return new Claimed(events, looked);
        });
    }

    @Override
    public boolean record(WebhookEvent event, Attempt attempt, Verdict verdict, Instant now) {
        return database.write(handle -> {
            if (!settle(handle, event, verdict, now)) {
                return false;
            }
            insert(handle, event.id(), attempt);
            if (verdict instanceof Verdict.Stopped) {
                stopOthers(handle, event);
            }
            if (!event.status().isEnd() && !(verdict instanceof Verdict.Again)) {
                endIsDue(handle, event.run(), now);
            }
            return true;
        });
    }

    private static boolean settle(Handle handle, WebhookEvent event, Verdict verdict, Instant now) {
        var next = verdict instanceof Verdict.Again(var at) ? at : now;
        return handle.createUpdate(
                                """
                                update webhook_event
                                   set state = :state, next_attempt_at = :next, claimed_until = 0
                                 where id = :id and attempts = :attempts and state = 'pending'
                                """)
                        .bind("state", WebhookRows.word(state(verdict)))
                        .bind("next", next.toEpochMilli())
                        .bind("id", event.id().value())
                        .bind("attempts", event.attempts())
                        .execute()
                > 0;
    }

    private static State state(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Delivered() -> State.DELIVERED;
            case Verdict.Stopped() -> State.STOPPED;
            case Verdict.Failed() -> State.FAILED;
            case Verdict.Exhausted() -> State.EXHAUSTED;
            case Verdict.Again(_) -> State.PENDING;
        };
    }

    private static void insert(Handle handle, WebhookEvent.Id event, Attempt attempt) {
        handle.createUpdate(
                        "insert into webhook_attempt (event_id, number, at, http_status,"
                                + " duration_ms, address, outcome, response) values (:event,"
                                + " :number, :at, :status, :duration, :address, :outcome,"
                                + " :response)")
                .bind("event", event.value())
                .bind("number", attempt.number())
                .bind("at", attempt.at().toEpochMilli())
                .bind("status", attempt.httpStatus().orElse(null))
                .bind("duration", attempt.duration().toMillis())
                .bind("address", attempt.address().orElse(null))
                .bind("outcome", attempt.outcome())
                .bind("response", attempt.response().orElse(null))
                .execute();
    }

    /** An event that is on its way is left alone: its own attempt settles it. */
    private static void stopOthers(Handle handle, WebhookEvent event) {
        handle.createUpdate(
                        """
                        update webhook_event set state = 'stopped'
                         where run_id = :run and id <> :id and state = 'pending'
                           and claimed_until = 0
                        """)
                .bind("run", event.run().toString())
                .bind("id", event.id().value())
                .execute();
    }

    private static void endIsDue(Handle handle, Run.Id run, Instant now) {
        handle.createUpdate(
                        """
                        update webhook_event set next_attempt_at = :now
                         where run_id = :run and seq = 1 and state = 'pending'
                           and claimed_until = 0 and next_attempt_at > :now and retries = 0
                        """)
                .bind("run", run.toString())
                .bind("now", now.toEpochMilli())
                .execute();
    }

    @Override
    public int releaseClaims(String node, Instant now) {
        return database.write(handle ->
                handle.createUpdate(
                                RELEASE
                                        + "(claimed_by is null or claimed_by = :node or not exists"
                                        + " (select 1 from node where node.id = claimed_by))")
                        .bind("node", node)
                        .bind("now", now.toEpochMilli())
                        .execute());
    }

    @Override
    public int releaseClaims(Node dead, Instant now) {
        return database.write(handle ->
                handle.createUpdate(
                                RELEASE
                                        + "claimed_by = (select id from node where id = :node"
                                        + " and incarnation = :incarnation and beat = :beat)")
                        .bind("node", dead.id().value())
                        .bind("incarnation", dead.incarnation())
                        .bind("beat", dead.beat())
                        .bind("now", now.toEpochMilli())
                        .execute());
    }

    @Override
    public Optional<List<Logged>> ofRun(Workspace.Id workspace, Run.Id run) {
        return database.read(handle -> {
            boolean exists =
                    handle.createQuery("select 1 from run where id = :run and workspace_id = :ws")
                            .bind("run", run.toString())
                            .bind("ws", workspace.value())
                            .mapTo(Integer.class)
                            .findOne()
                            .isPresent();
            return exists ? Optional.of(logged(handle, run)) : Optional.empty();
        });
    }

    private static List<Logged> logged(Handle handle, Run.Id run) {
        return handle
                .createQuery("select * from webhook_event where run_id = :run order by seq")
                .bind("run", run.toString())
                .map((row, _) -> WebhookRows.event(row))
                .list()
                .stream()
                .map(event -> new Logged(event, attempts(handle, event.id())))
                .toList();
    }

    private static List<Attempt> attempts(Handle handle, WebhookEvent.Id event) {
        return handle.createQuery(
                        "select * from webhook_attempt where event_id = :event order by number")
                .bind("event", event.value())
                .map((row, _) -> WebhookRows.attempt(row))
                .list();
    }

    @Override
    public boolean redeliver(WebhookEvent seen, Instant now) {
        // A waiting event keeps its count and window; a settled one begins anew.
        var anew =
                seen.state() == State.PENDING
                        ? ""
                        : ", state = 'pending', retries = 0, since = :now";
        // The end may have come since, and be on its way.
        var inOrder =
                seen.status().isEnd() || seen.state() == State.PENDING
                        ? ""
                        : " and not exists (select 1 from webhook_event o where o.run_id ="
                                + " webhook_event.run_id and o.seq = 1 and o.state = 'pending')";
        return database.write(handle ->
                handle.createUpdate(
                                        "update webhook_event set next_attempt_at = :now"
                                                + anew
                                                + " where id = :id and state = :state"
                                                + " and attempts = :attempts"
                                                + " and claimed_until = 0"
                                                + inOrder)
                                .bind("now", now.toEpochMilli())
                                .bind("id", seen.id().value())
                                .bind("state", WebhookRows.word(seen.state()))
                                .bind("attempts", seen.attempts())
                                .execute()
                        > 0);
    }

    @Override
    public Optional<Instant> oldestUndelivered() {
        return database.read(handle ->
                handle.createQuery(
                                "select since from webhook_event where state = 'pending'"
                                        + " order by since limit 1")
                        .mapTo(Long.class)
                        .findOne()
                        .map(Instant::ofEpochMilli));
    }

    @Override
    public Undelivered undelivered(Workspace.Id workspace) {
        return database.read(handle ->
                handle.createQuery(
                                "select count(*) as n, min(since) as oldest from webhook_event"
                                        + " where state = 'pending' and workspace_id = :ws")
                        .bind("ws", workspace.value())
                        .map((row, _) -> {
                            long count = row.getLong("n");
                            var oldest = Instant.ofEpochMilli(row.getLong("oldest"));
                            return new Undelivered(
                                    count, count > 0 ? Optional.of(oldest) : Optional.empty());
                        })
                        .one());
    }
}
