package dev.handwright.runs;

import dev.handwright.base.Json;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the outside is told of a run, ready to be sent: the body is final, and every attempt to
 * deliver it sends these very bytes. Fields as in the public documentation of the webhooks.
 *
 * @param order 0 for {@code processing}, 1 for the end
 * @param status the body's status: {@code processing success failed}
 */
public record RunEvent(String id, int order, String status, URI url, String body, Instant at) {

    /** For a run that has just been taken by a worker; empty where nobody wants to know. */
    static Optional<RunEvent> processing(String id, Run run, Instant at, Duration linksLast) {
        var body = head(run, "processing", at, linksLast);
        return run.webhook()
                .map(url -> new RunEvent(id, 0, "processing", url, Json.write(body), at));
    }

    /**
     * For a run that has just ended.
     *
     * @throws IllegalArgumentException where it has not
     */
    static Optional<RunEvent> ended(
            String id, Run run, RunLinks links, Instant at, Duration linksLast) {
        var status = run.state() instanceof Run.State.Completed ? "success" : "failed";
        var body = head(run, status, at, linksLast);
        body.put("success", run.state() instanceof Run.State.Completed);
        switch (run.state()) {
            case Run.State.Completed done -> body.put("result", Json.raw(done.resultJson()));
            case Run.State.Failed failed -> error(body, failed.error(), failed.errorType());
            case Run.State.TimedOut late -> error(body, late.error(), "timeout");
            case Run.State.Cancelled _ -> error(body, Run.State.Cancelled.ERROR, "cancelled");
            case Run.State.Queued _, Run.State.Running _ ->
                    throw new IllegalArgumentException("run " + run.id() + " has not ended");
        }
        links.assets().ifPresent(url -> body.put("assets", url));
        links.recording().ifPresent(url -> body.put("recording", url));
        links.logs().ifPresent(url -> body.put("logs", url));
        return run.webhook().map(url -> new RunEvent(id, 1, status, url, Json.write(body), at));
    }

    private static Map<String, @Nullable Object> head(
            Run run, String status, Instant at, Duration linksLast) {
        var body = new LinkedHashMap<String, @Nullable Object>();
        body.put("workflow_id", run.workflow().toString());
        body.put("message_id", run.id().toString());
        body.put("status", status);
        body.put("expires_at", at.plus(linksLast).getEpochSecond());
        return body;
    }

    private static void error(Map<String, @Nullable Object> body, String error, String type) {
        body.put("error", error);
        body.put("error_type", type);
    }
}
