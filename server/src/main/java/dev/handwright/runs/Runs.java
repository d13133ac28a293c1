package dev.handwright.runs;

import dev.handwright.base.Ids;
import dev.handwright.base.Json;
import dev.handwright.base.Metrics;
import dev.handwright.base.Page;
import dev.handwright.runs.RunStore.Added;
import dev.handwright.runs.RunStore.Mark;
import dev.handwright.runs.RunStore.Marked;
import dev.handwright.workflows.Startable;
import dev.handwright.workflows.Workflow;
import dev.handwright.workflows.Workflows;
import dev.handwright.workspaces.Workspace;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Starts, shows, cancels and repeats runs. For many threads. */
public final class Runs {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    private static final Pattern UUID_TEXT =
            Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private final RunStore store;
    private final Workflows workflows;
    private final RunQueue queue;
    private final CallbackRules callbacks;
    private final RunSecrets secrets;
    private final IdempotencyKeys keys;
    private final RunSettings settings;
    private final Clock clock;
    private final Ids ids;
    private final Metrics.Timer accepting;

    /**
     * @param bodyKey keys the HMAC of bodies sent with an idempotency key; 32 random bytes that
     *     stay the same over restarts
     */
    public Runs(
            RunStore store,
            Workflows workflows,
            RunQueue queue,
            CallbackRules callbacks,
            RunSecrets secrets,
            byte[] bodyKey,
            RunSettings settings,
            Clock clock,
            Ids ids,
            Metrics metrics) {
        this.store = store;
        this.workflows = workflows;
        this.queue = queue;
        this.callbacks = callbacks;
        this.secrets = secrets;
        this.keys = new IdempotencyKeys(bodyKey);
        this.settings = settings;
        this.clock = clock;
        this.ids = ids;
        this.accepting =
                metrics.timer("handwright_accept_seconds", "Until an accepted run is on disk");
    }

    /** Accepts a run: when this returns {@code Accepted}, the run is on disk. */
    public StartResult start(Workspace.Id workspace, StartRequest request) {
        long from = System.nanoTime();
        var result = checkAndAdd(workspace, request);
        if (result instanceof StartResult.Accepted) {
            accepting.record(Duration.ofNanos(System.nanoTime() - from));
        }
        return result;
    }

    /**
     * Why {@link #start} would refuse this, which has no secure params, whatever waits in the
     * queue; empty: it would not.
     */
    public Optional<StartResult> refusal(Workspace.Id workspace, StartRequest request) {
        return switch (check(workspace, request)) {
            case Checked.Bad(var result) -> Optional.of(result);
            case Checked.Good _ -> Optional.empty();
        };
    }

    private StartResult checkAndAdd(Workspace.Id workspace, StartRequest request) {
        if (request.secureParams().isPresent() && !request.signed()) {
            return new StartResult.SecureParamsUnsigned(); // Before a key's answer tells of them.
        }
        var at = now();
        Optional<Mark> mark = Optional.empty();
        if (request.idempotency().isPresent()) {
            var key = request.idempotency().get().key();
            var problem = IdempotencyKeys.problem(key);
            if (problem.isPresent()) {
                return new StartResult.BadIdempotencyKey(problem.get());
            }
            var hmac = keys.bodyHmac(request.idempotency().get().body());
            mark = Optional.of(new Mark(key, hmac, at.minus(request.idempotency().get().lasts())));
            var earlier = store.marked(workspace, key, mark.get().notBefore());
            if (earlier.isPresent()) {
                return repeated(earlier.get(), hmac);
            }
        }
        return switch (check(workspace, request)) {
            case Checked.Bad(var result) -> result;
            case Checked.Good(var workflow, var webhook) -> {
                var run =
                        queued(
                                workspace,
                                workflow,
                                Json.write(request.params()),
                                webhook,
                                request.priority(),
                                at);
                var secure = request.secureParams().orElse(Map.of());
                yield add(run, mark, secrets.seal(run, secure));
            }
        };
    }

    private sealed interface Checked {
        record Good(Startable workflow, Optional<URI> webhook) implements Checked {}

        record Bad(StartResult result) implements Checked {}
    }

    private Checked check(Workspace.Id workspace, StartRequest request) {
        var workflow = startable(workspace, request.workflowId());
        if (workflow.isEmpty()) {
            return new Checked.Bad(new StartResult.NoSuchWorkflow());
        }
        Optional<URI> webhook = Optional.empty();
        if (request.webhook().isPresent()) {
            switch (callbacks.check(request.webhook().get())) {
                case CallbackRules.Verdict.Good(var url) -> webhook = Optional.of(url);
                case CallbackRules.Verdict.Bad(var problem) -> {
                    return new Checked.Bad(new StartResult.BadWebhook(problem));
                }
            }
        }
        var secure = request.secureParams().orElse(Map.of());
        var problems = problems(workflow.get(), request.params(), secure);
        return problems.isEmpty()
                ? new Checked.Good(workflow.get(), webhook)
                : new Checked.Bad(new StartResult.BadParams(problems));
    }

    private static List<String> problems(
            Startable workflow,
            Map<String, @Nullable Object> params,
            Map<String, @Nullable Object> secure) {
        var problems = new ArrayList<>(workflow.params().problems(params));
        if (workflow.secure().isPresent()) {
            problems.addAll(workflow.secure().get().problems(secure));
        } else if (!secure.isEmpty()) {
            problems.add("This workflow takes no secure_workflow_params");
        }
        return problems;
    }

    public Optional<Run> get(Workspace.Id workspace, Run.Id id) {
        return store.find(workspace, id);
    }

    /** Newest first. */
    public Page<RunSummary> list(Workspace.Id workspace, RunFilter filter) {
        return store.list(workspace, filter);
    }

    /** Cancels a run that waits, and has one that runs stopped. */
    public CancelResult cancel(Workspace.Id workspace, Run.Id id) {
        var at = now();
        var before = store.find(workspace, id);
        if (before.isEmpty()) {
            return new CancelResult.NoSuchRun();
        }
        if (before.get().state().ended()) {
            return outcome(before.get());
        }
        var after = store.cancel(workspace, id, at, queue.cancelledInQueue(at));
        if (after.isEmpty()) {
            return new CancelResult.NoSuchRun();
        }
        var run = after.get().run();
        if (after.get().endedNow()) {
            queue.cancelled(run);
        } else if (!run.state().ended()) {
            queue.fences().cancel(id);
        }
        return outcome(run);
    }

    /**
     * Starts a new run of the workflow as it is now, with the input of a run that has ended.
     *
     * @param secureParams given anew, by a signed request; empty where there are none
     */
    public RetryResult retry(
            Workspace.Id workspace, Run.Id id, Map<String, @Nullable Object> secureParams) {
        var old = store.find(workspace, id);
        if (old.isEmpty()) {
            return new RetryResult.NoSuchRun();
        }
        if (!old.get().state().ended()) {
            return new RetryResult.TooEarly(old.get());
        }
        var workflow = workflows.startable(workspace, old.get().workflow());
        if (workflow.isEmpty()) {
            return new RetryResult.Started(new StartResult.NoSuchWorkflow());
        }
        if (secureParams.isEmpty() && secrets.hadAny(id)) {
            return new RetryResult.NeedsSecureParams();
        }
        var params = Json.readObject(old.get().paramsJson());
        var problems = problems(workflow.get(), params, secureParams);
        if (!problems.isEmpty()) {
            return new RetryResult.Started(new StartResult.BadParams(problems));
        }
        var run =
                queued(
                        workspace,
                        workflow.get(),
                        old.get().paramsJson(),
                        old.get().webhook(),
                        old.get().priority(),
                        now());
        var sealed = secrets.seal(run, secureParams);
        return new RetryResult.Started(add(run.retrying(id), Optional.empty(), sealed));
    }

    private StartResult add(Run run, Optional<Mark> mark, Optional<String> sealed) {
        if (!queue.reserve()) {
            return new StartResult.QueueFull(settings.queueLimit(), RETRY_AFTER);
        }
        boolean stored = false;
        try {
            var added = store.add(run, mark, sealed);
            stored = added instanceof Added.Stored;
            return switch (added) {
                case Added.Stored _ -> new StartResult.Accepted(run.id(), run.workflow(), false);
                case Added.KeyTaken(var by) -> repeated(by, mark.orElseThrow().bodyHmac());
            };
        } finally {
            if (stored) {
                queue.arrived();
            } else {
                queue.release();
            }
        }
    }

    private Optional<Startable> startable(Workspace.Id workspace, String workflowId) {
        return UUID_TEXT.matcher(workflowId).matches()
                ? workflows.startable(workspace, new Workflow.Id(UUID.fromString(workflowId)))
                : Optional.empty();
    }

    private Run queued(
            Workspace.Id workspace,
            Startable workflow,
            String paramsJson,
            Optional<URI> webhook,
            int priority,
            Instant at) {
        return new Run(
                new Run.Id(ids.uuid()),
                workspace,
                workflow.id(),
                workflow.version(),
                paramsJson,
                webhook,
                at,
                at,
                priority,
                0,
                Optional.empty(),
                new Run.State.Queued());
    }

    private static StartResult repeated(Marked earlier, String bodyHmac) {
        return earlier.bodyHmac().equals(bodyHmac)
                ? new StartResult.Accepted(earlier.run(), earlier.workflow(), true)
                : new StartResult.IdempotencyConflict();
    }

    private static CancelResult outcome(Run run) {
        return switch (run.state()) {
            case Run.State.Cancelled _ -> new CancelResult.Cancelled(run);
            case Run.State.Running _ -> new CancelResult.Stopping(run);
            case Run.State.Completed _, Run.State.Failed _, Run.State.TimedOut _ ->
                    new CancelResult.TooLate(run);
            case Run.State.Queued _ ->
                    throw new IllegalStateException("run " + run.id() + " is still queued");
        };
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
