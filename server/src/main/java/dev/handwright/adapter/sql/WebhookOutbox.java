package dev.handwright.adapter.sql;

import java.net.URI;
import java.time.Instant;
import java.util.Locale;
import org.jdbi.v3.core.Handle;

/**
 * Writes a webhook event in the transaction of the state change it tells of, so that neither is
 * ever there without the other. {@code webhooks.Deliveries} takes it from there.
 */
final class WebhookOutbox {
    private WebhookOutbox() {}

    /**
     * @param id {@code msg_…}; what receivers tell repeats by
     * @param seq 0 for {@code processing}, 1 for the end; a run has at most one of each
     * @param status processing, success or failed
     * @param body JSON; each attempt sends exactly its UTF-8 bytes
     */
    record NewEvent(
            String id,
            String runId,
            String workspaceId,
            String workflowId,
            int seq,
            String status,
            URI url,
            String body) {}

    static void add(Handle handle, NewEvent event, Instant now) {
        handle.createUpdate(
                        "insert into webhook_event (id, run_id, workspace_id, workflow_id, seq,"
                                + " status, url, origin, body, state, next_attempt_at, since,"
                                + " created_at) values (:id, :run, :workspace, :workflow, :seq,"
                                + " :status, :url, :origin, :body, 'pending', :now, :now, :now)")
                .bind("id", event.id)
                .bind("run", event.runId)
                .bind("workspace", event.workspaceId)
                .bind("workflow", event.workflowId)
                .bind("seq", event.seq)
                .bind("status", event.status)
                .bind("url", event.url.toString())
                .bind("origin", origin(event.url))
                .bind("body", event.body)
                .bind("now", now.toEpochMilli())
                .execute();
    }

    /** {@code https://example.com:443}, the same for all spellings of it. */
    static String origin(URI url) {
        var scheme = lower(url.getScheme());
        int port = url.getPort() >= 0 ? url.getPort() : scheme.equals("http") ? 80 : 443;
        return scheme + "://" + lower(url.getHost()) + ":" + port;
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
