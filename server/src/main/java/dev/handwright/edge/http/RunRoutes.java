package dev.handwright.edge.http;

import dev.handwright.agent.Spent;
import dev.handwright.runs.CancelResult;
import dev.handwright.runs.RetryResult;
import dev.handwright.runs.Run;
import dev.handwright.runs.RunFilter;
import dev.handwright.runs.Runs;
import dev.handwright.runs.StartRequest;
import dev.handwright.runs.StartResult;
import dev.handwright.webhooks.Webhooks;
import dev.handwright.workflows.Workflow;
import dev.handwright.workspaces.KeyScope;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Starting runs, looking at them, cancelling and repeating them. */
public final class RunRoutes {
    static final Access RUNS = Access.key(KeyScope.RUNS);
    private static final List<String> STATUSES =
            List.of("queued", "running", "completed", "failed", "timeout", "cancelled");

    private final Runs runs;
    private final RunViews views;
    private final Webhooks webhooks;
    private final Function<Run.Id, Spent> spent;

    /**
     * @param spent what a run's agent has taken
     */
    public RunRoutes(Runs runs, RunViews views, Webhooks webhooks, Function<Run.Id, Spent> spent) {
        this.runs = runs;
        this.views = views;
        this.webhooks = webhooks;
        this.spent = spent;
    }

    public List<Route> routes() {
        return List.of(
                Route.post("/runs", RUNS, this::start),
                Route.get("/runs", RUNS, this::list),
                Route.get("/runs/{id}", RUNS, this::get),
                Route.post("/runs/{id}/cancel", RUNS, this::cancel),
                Route.post("/runs/{id}/retry", RUNS, this::retry));
    }

    private Reply start(Request request) throws IOException {
        var raw = request.body();
        var body = request.json(raw);
        var start =
                new StartRequest(
                        Fields.requiredText(body, "workflow_id"),
                        object(body, "workflow_params"),
                        Fields.text(body, "webhook_callback"),
                        secureParams(body),
                        request.signed(),
                        request.header("Idempotency-Key")
                                .map(key -> new StartRequest.Idempotency(key, raw)),
                        Fields.whole(body, "priority", -Run.MOST_PRIORITY, Run.MOST_PRIORITY, 0));
        return reply(runs.start(request.workspace(), start));
    }

    private Reply get(Request request) {
        return runs.get(request.workspace(), id(request))
                .map(run -> Reply.json(200, page(run)))
                .orElseThrow(RunRoutes::noSuchRun);
    }

    /** The run, and whether its receiver is silent. */
    private Map<String, Object> page(Run run) {
        var body = views.whole(run);
        run.webhook()
                .flatMap(_ -> webhooks.undeliveredSince(run.workspace(), run.id()))
                .ifPresent(at -> body.put("webhookUndeliveredSince", WireTime.of(at)));
        RunStepRoutes.usage(spent.apply(run.id())).ifPresent(it -> body.put("usage", it));
        return body;
    }

    private Reply list(Request request) {
        var status = request.query("status");
        if (status.isPresent() && !STATUSES.contains(status.get())) {
            throw Problem.badRequest("'status' must be one of " + String.join(", ", STATUSES));
        }
        Optional<Workflow.Id> workflow = Optional.empty();
        if (request.query("workflow_id").isPresent()) {
            var uuid = request.query("workflow_id").flatMap(Request::parseUuid);
            workflow =
                    Optional.of(
                            new Workflow.Id(
                                    uuid.orElseThrow(() ->
                                            Problem.badRequest("'workflow_id' must be a UUID."))));
        }
        var filter =
                new RunFilter(
                        workflow,
                        status,
                        WorkflowRoutes.cursor(request),
                        request.query("limit", 1, 100, 50));
        var page = runs.list(request.workspace(), filter);
        var body = new LinkedHashMap<String, Object>();
        body.put("runs", page.items().stream().map(RunViews::brief).toList());
        body.put("count", page.items().size());
        body.put("totalCount", page.totalCount());
        page.nextCursor().ifPresent(it -> body.put("nextCursor", it));
        return Reply.json(200, body);
    }

    private Reply cancel(Request request) {
        return switch (runs.cancel(request.workspace(), id(request))) {
            case CancelResult.Cancelled(var run) -> Reply.json(200, views.whole(run));
            case CancelResult.Stopping(var run) -> Reply.json(202, views.whole(run));
            case CancelResult.TooLate(var run) ->
                    throw Problem.conflict(
                            "The run has ended as %s and cannot be cancelled."
                                    .formatted(run.state().word()));
            case CancelResult.NoSuchRun() -> throw noSuchRun();
        };
    }

    /** The body may be empty, or hold {@code secure_workflow_params} given anew. */
    private Reply retry(Request request) throws IOException {
        var raw = request.body();
        var body = raw.length == 0 ? Map.<String, @Nullable Object>of() : request.json(raw);
        var secure = secureParams(body);
        if (secure.isPresent() && !request.signed()) {
            return reply(new StartResult.SecureParamsUnsigned());
        }
        return switch (runs.retry(request.workspace(), id(request), secure.orElse(Map.of()))) {
            case RetryResult.Started(var result) -> reply(result);
            case RetryResult.TooEarly(var run) ->
                    throw Problem.conflict(
                            "The run is %s; it can be repeated once it has ended."
                                    .formatted(run.state().word()));
            case RetryResult.NeedsSecureParams() ->
                    throw Problem.conflict(
                            "The run was given secure_workflow_params, which are gone; send them"
                                    + " anew in a signed request.");
            case RetryResult.NoSuchRun() -> throw noSuchRun();
        };
    }

    static Reply reply(StartResult result) {
        return switch (result) {
            case StartResult.Accepted accepted -> Reply.json(202, RunViews.accepted(accepted));
            case StartResult.NoSuchWorkflow() ->
                    throw Problem.notFound("There is no workflow with this id.");
            case StartResult.BadParams(var problems) ->
                    throw Problem.badRequest(String.join("; ", problems));
            case StartResult.BadWebhook(var problem) -> throw Problem.badRequest(problem + ".");
            case StartResult.BadIdempotencyKey(var problem) ->
                    throw Problem.badRequest(problem + ".");
            case StartResult.IdempotencyConflict() ->
                    throw Problem.conflict(
                            "This Idempotency-Key was used for another body; use a new key.");
            case StartResult.SecureParamsUnsigned() ->
                    throw Problem.of(
                            403,
                            "hmac_required_for_secure_params",
                            "The secure_workflow_params field requires HMAC authentication.");
            case StartResult.QueueFull(int limit, var retryAfter) ->
                    throw Problem.tooMany(
                            "The queue holds its limit of %d runs; try again later."
                                    .formatted(limit),
                            retryAfter);
        };
    }

    private static Optional<Map<String, @Nullable Object>> secureParams(
            Map<String, @Nullable Object> body) {
        var field = "secure_workflow_params";
        return body.get(field) == null ? Optional.empty() : Optional.of(object(body, field));
    }

    static Map<String, @Nullable Object> object(Map<String, @Nullable Object> body, String field) {
        return switch (body.get(field)) {
            case null -> Map.of();
            case Map<?, ?> map -> {
                var members = new LinkedHashMap<String, @Nullable Object>();
                map.forEach((name, value) -> members.put(String.valueOf(name), value));
                yield members;
            }
            default ->
                    throw Problem.badRequest("The field '%s' must be an object.".formatted(field));
        };
    }

    private static Run.Id id(Request request) {
        return new Run.Id(request.uuid("id").orElseThrow(RunRoutes::noSuchRun));
    }

    static Problem noSuchRun() {
        return Problem.notFound("There is no run with this id.");
    }
}
