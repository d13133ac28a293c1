package dev.handwright.edge.http;

import dev.handwright.artifacts.Artifacts;
import dev.handwright.base.Json;
import dev.handwright.runs.Run;
import dev.handwright.runs.RunSummary;
import dev.handwright.runs.StartResult;
import dev.handwright.workflows.Workflow;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Runs as JSON: camelCase ids and their snake_case doubles, absent rather than null. */
public final class RunViews {
    private final Artifacts artifacts;
    private final Duration linksLast;
    private final Function<Run.Id, Optional<String>> liveView;
    private final Clock clock;

    /**
     * @param linksLast how long the presigned URLs in an answer can be used
     * @param liveView where the desktop of a run can be watched now
     */
    public RunViews(
            Artifacts artifacts,
            Duration linksLast,
            Function<Run.Id, Optional<String>> liveView,
            Clock clock) {
        this.artifacts = artifacts;
        this.linksLast = linksLast;
        this.liveView = liveView;
        this.clock = clock;
    }

    Map<String, Object> whole(Run run) {
        var body = ids(run.id(), run.workflow());
        body.put("version", run.version());
        body.put("status", run.state().word());
        body.put("createdAt", WireTime.of(run.createdAt()));
        body.put("updatedAt", WireTime.of(run.updatedAt()));
        run.state().started().ifPresent(it -> body.put("startedAt", WireTime.of(it)));
        run.state().finished().ifPresent(it -> body.put("finishedAt", WireTime.of(it)));
        run.retryOf().ifPresent(it -> body.put("retryOf", it.toString()));
        if (run.priority() != 0) {
            body.put("priority", run.priority());
        }
        body.put("workflow_params", Json.raw(run.paramsJson()));
        switch (run.state()) {
            case Run.State.Queued _ -> {}
            case Run.State.Running running -> {
                if (running.cancelRequested()) {
                    body.put("cancelRequested", true);
                }
                liveView.apply(run.id()).ifPresent(it -> body.put("liveViewUrl", it));
            }
            case Run.State.Completed done -> {
                body.put("success", true);
                body.put("result", Json.raw(done.resultJson()));
            }
            case Run.State.Failed failed -> failure(body, failed.error(), failed.errorType());
            case Run.State.TimedOut late -> failure(body, late.error(), "timeout");
            case Run.State.Cancelled _ -> failure(body, Run.State.Cancelled.ERROR, "cancelled");
        }
        if (run.state().ended()) {
            links(run, body);
        }
        return body;
    }

    private void links(Run run, Map<String, Object> body) {
        var expires = clock.instant().plus(linksLast);
        for (var artifact : artifacts.of(run.id().value())) {
            var name =
                    switch (artifact.kind()) {
                        case ASSETS -> "assets";
                        case RECORDING -> "recording";
                        case LOGS -> "logs";
                        case STEP -> throw new IllegalStateException("no step is listed");
                    };
            body.put(name, artifacts.url(artifact.run(), artifact.kind(), expires).toString());
            body.put("expires_at", expires.getEpochSecond());
        }
    }

    static Map<String, Object> brief(RunSummary run) {
        var body = ids(run.id(), run.workflow());
        body.put("version", run.version());
        body.put("status", run.status());
        body.put("createdAt", WireTime.of(run.createdAt()));
        body.put("updatedAt", WireTime.of(run.updatedAt()));
        run.startedAt().ifPresent(it -> body.put("startedAt", WireTime.of(it)));
        run.finishedAt().ifPresent(it -> body.put("finishedAt", WireTime.of(it)));
        run.retryOf().ifPresent(it -> body.put("retryOf", it.toString()));
        if (run.finishedAt().isPresent()) {
            body.put("success", run.status().equals("completed"));
        }
        run.error().ifPresent(it -> body.put("error", it));
        run.errorType().ifPresent(it -> body.put("error_type", it));
        return body;
    }

    static Map<String, Object> accepted(StartResult.Accepted accepted) {
        var body = new LinkedHashMap<String, Object>();
        body.put("message", "Job accepted for processing.");
        body.put("messageId", accepted.id().toString());
        body.put("workflowId", accepted.workflow().toString());
        return body;
    }

    private static Map<String, Object> ids(Run.Id run, Workflow.Id workflow) {
        var body = new LinkedHashMap<String, Object>();
        body.put("messageId", run.toString());
        body.put("workflowId", workflow.toString());
        body.put("message_id", run.toString());
        body.put("workflow_id", workflow.toString());
        return body;
    }

    private static void failure(Map<String, Object> body, String error, String type) {
        body.put("success", false);
        body.put("error", error);
        body.put("error_type", type);
    }
}
