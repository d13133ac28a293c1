package dev.handwright.adapter.sql;

import dev.handwright.webhooks.Turn;
import dev.handwright.webhooks.WebhookEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Looks at due events within one transaction and takes those whose {@link Turn} it is. */
final class WebhookTurns {
    /** Events looked at in one go at least: many of them may have to wait. */
    private static final int LOOK = 100;

    /** Bodies taken in one go, in bytes, after which no further one is. */
    private static final int MOST = 4 << 20;

    /** A claim lapses by the clock of its own node; clocks of nodes are never compared. */
    private static final String FREE =
            " and (%1$sclaimed_until = 0 or (%1$sclaimed_by = :node and %1$sclaimed_until <= :now))";

    /** Without bodies: a look at a hundred must not cost a hundred times their bound. */
    private static final String DUE =
            """
            select e.id, e.run_id, e.workspace_id, e.workflow_id, e.status, e.url, e.origin,
                   '' as body, e.state, e.attempts, e.retries, e.next_attempt_at,
                   e.claimed_until, e.since, e.created_at, o.state as other_state, o.claimed_until as other_claimed,
                   o.since as other_since
              from webhook_event e
              left join webhook_event o on o.run_id = e.run_id and o.seq = 1 - e.seq
             where e.state = 'pending' and e.origin = :origin and e.next_attempt_at <= :now
            """
                    + FREE.formatted("e.")
                    + " order by e.next_attempt_at limit :limit";

    private static final String CLAIM =
            """
            update webhook_event
               set attempts = attempts + 1, retries = retries + 1,
                   claimed_by = :node, claimed_until = :until, next_attempt_at = :until
             where id = :id and state = 'pending'
            """
                    + FREE.formatted("")
                    + " returning *";

    private final Handle handle;
    private final String node;
    private final Instant now;
    private final Instant leaseEnds;

    WebhookTurns(Handle handle, String node, Instant now, Instant leaseEnds) {
        this.handle = handle;
        this.node = node;
        this.now = now;
        this.leaseEnds = leaseEnds;
    }

    private record Due(WebhookEvent event, Optional<Turn.Other> other) {}

    /** Adds what was taken to {@code taken}; returns how many were looked at. */
    int take(String origin, int room, List<WebhookEvent> taken) {
        int looked = 0;
        int full = taken.size() + room;
        for (var one : due(origin, Math.max(room, LOOK))) {
            if (taken.size() == full || bytes(taken) > MOST) {
                break;
            }
            switch (Turn.of(one.event, one.other, now)) {
                case Turn.Send(boolean supersede) -> {
                    if (!supersede || supersedeProcessing(one.event)) {
                        claim(one.event).ifPresent(taken::add);
                    }
                }
                case Turn.Wait(var until) -> putOff(one.event, until);
                case Turn.Stop() -> stop(one.event);
            }
            looked++;
        }
        return looked;
    }

    private static int bytes(List<WebhookEvent> taken) {
        return taken.stream().mapToInt(it -> it.body().length()).sum();
    }

    private List<Due> due(String origin, int limit) {
        return handle.createQuery(DUE)
                .bind("origin", origin)
                .bind("node", node)
                .bind("now", now.toEpochMilli())
                .bind("limit", limit)
                .map((row, _) -> new Due(WebhookRows.event(row), WebhookRows.other(row)))
                .list();
    }

    private Optional<WebhookEvent> claim(WebhookEvent event) {
        return handle.createQuery(CLAIM)
                .bind("node", node)
                .bind("until", leaseEnds.toEpochMilli())
                .bind("now", now.toEpochMilli())
                .bind("id", event.id().value())
                .map((row, _) -> WebhookRows.event(row))
                .findOne();
    }

    /** False where another node has just claimed or settled it; the next look sees that. */
    private boolean supersedeProcessing(WebhookEvent end) {
        return handle.createUpdate(
                                """
                                update webhook_event set state = 'superseded'
                                 where run_id = :run and seq = 0 and state = 'pending'
                                   and claimed_until = 0
                                """)
                        .bind("run", end.run().toString())
                        .execute()
                > 0;
    }

    private void putOff(WebhookEvent event, Instant until) {
        handle.createUpdate(
                        "update webhook_event set next_attempt_at = :until, claimed_until = 0"
                                + " where id = :id"
                                + FREE.formatted(""))
                .bind("until", until.toEpochMilli())
                .bind("node", node)
                .bind("now", now.toEpochMilli())
                .bind("id", event.id().value())
                .execute();
    }

    private void stop(WebhookEvent event) {
        handle.createUpdate(
                        "update webhook_event set state = 'stopped' where id = :id"
                                + FREE.formatted(""))
                .bind("node", node)
                .bind("now", now.toEpochMilli())
                .bind("id", event.id().value())
                .execute();
    }
}
