package dev.handwright.worker;

import dev.handwright.artifacts.Artifacts;
import dev.handwright.base.Unavailable;
import dev.handwright.runs.Fence;
import dev.handwright.runs.Run;
import dev.handwright.runs.RunLog;
import dev.handwright.runs.RunLogs;
import dev.handwright.runs.RunQueue;
import dev.handwright.runs.RunSecrets;
import dev.handwright.sandboxes.SandboxEnd;
import dev.handwright.sandboxes.SandboxHost;
import dev.handwright.secrets.Redaction;
import dev.handwright.worker.StopSwitch.Reason;
import dev.handwright.workflows.Workflows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One run from taken to ended, on one thread. The order of the end: sandbox ended, outputs
 * collected, recorder finished, all kept as artifacts, then the one transaction that ends the run
 * and tells the outside; only then the desktop and the sandbox go.
 */
final class RunExecution {
    private static final Logger LOG = LoggerFactory.getLogger(RunExecution.class);

    /** Artifacts whose store takes nothing are tried so long, then given up. */
    private static final Duration STORING = Duration.ofHours(1);

    private static final Duration END_PAUSE = Duration.ofSeconds(1);

    private final Parts parts;
    private final Run run;
    private final boolean resumed;
    private final Journal journal;
    private final RunOutputs outputs;
    private final StopSwitch stop = new StopSwitch();
    private final Fence fence;
    private final Patience patience;
    private final CodeStart codeStart;

    /** Of {@link System#nanoTime}. */
    private final long deadline;

    /**
     * @param resumed another worker has begun it
     */
    RunExecution(Parts parts, Run run, boolean resumed) {
        this.parts = parts;
        this.run = run;
        this.fence = parts.queue.fences().open(run, stop);
        this.resumed = resumed;
        this.journal = parts.journals.of(run);
        this.outputs = new RunOutputs(parts.artifacts, parts.temporary, run.id(), fence, STORING);
        this.deadline = System.nanoTime() + parts.timeLeft(run, resumed).toNanos();
        this.patience = new Patience(stop, fence, deadline);
        this.codeStart =
                new CodeStart(parts.sandboxes, parts.settings.sandbox(), journal, patience, stop);
    }

    Run.Id run() {
        return run.id();
    }

    /** What every execution uses. */
    record Parts(
            RunQueue queue,
            RunLogs logs,
            RunSecrets secrets,
            Workflows workflows,
            Workplaces workplaces,
            SandboxHost sandboxes,
            Journals journals,
            Artifacts artifacts,
            RunEnding ending,
            Path temporary,
            WorkerSettings settings,
            Clock clock) {
        /** Ends sandboxes that no run goes on with. */
        void reapStrays() {
            try {
                sandboxes.reapStrays(journals.sandboxes(queue.worker()));
            } catch (Unavailable e) {
                LOG.warn("sandboxes that nobody needs may be left until the next start", e);
            }
        }

        /** A run's time counts from its first start, whatever happened since. */
        private Duration timeLeft(Run run, boolean resumed) {
            var started = run.state().started();
            if (!resumed || started.isEmpty()) {
                return settings.timeout();
            }
            var gone = Duration.between(started.get(), clock.instant());
            return gone.isNegative() ? settings.timeout() : settings.timeout().minus(gone);
        }
    }

    /** The code is stopped and the run ends; returns at once. */
    void stop(Reason reason) {
        stop.stop(reason);
    }

    /** Returns when the run has ended, or is left to a later server, and holds nothing any more. */
    void execute() {
        try (var _ = MDC.putCloseable("run_id", run.id().toString())) {
            executeFenced();
        }
    }

    private void executeFenced() {
        try {
            executeLogged(patience.await(this::openLog));
        } catch (Patience.Stopped e) {
            if (!leaves()) {
                store(parts.ending.stopped(run, e.reason()));
                parts.reapStrays();
            }
        } catch (Fence.Broken | Journal.Fenced e) {
            LOG.warn("run {} is left alone: {}", run.id(), e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.error("run {} was interrupted", run.id(), e);
        } finally {
            parts.queue.fences().close(run.id());
        }
    }

    private RunLog openLog() {
        try {
            return parts.logs.open(run);
        } catch (UncheckedIOException e) {
            throw new Unavailable("the run's log cannot be made now", e);
        }
    }

    private void executeLogged(RunLog log) throws InterruptedException {
        boolean left = false;
        try {
            left = !executeWith(log);
        } finally {
            if (left) {
                parts.logs.leave(run.id(), log);
            } else {
                parts.logs.forget(run.id(), log);
            }
        }
    }

    /**
     * @return false where it has not ended: this server stops, and a later one goes on with it
     */
    private boolean executeWith(RunLog log) throws InterruptedException {
        try {
            if (patience.await(log, () -> parts.queue.cancelAsked(run))) {
                stop.stop(new Reason.Cancelled());
            }
            if (!resumed && stop.reason().isPresent() && !leaves()) {
                end(log, parts.ending.cancelled(run));
                return true;
            }
            return work(log);
        } catch (Fence.Broken | Journal.Fenced e) {
            throw e;
        } catch (Patience.Stopped e) {
            return stopped(e.reason(), log) == Outcome.ENDED;
        } catch (Workplaces.NoWorkplace | SandboxHost.SandboxUnavailable e) {
            if (leaves()) {
                return false;
            }
            LOG.error("run {} found no place to be executed in", run.id(), e);
            end(log, parts.ending.unavailable(run, String.valueOf(e.getMessage())));
        } catch (RuntimeException | IOException e) {
            LOG.error("run {} failed inside the server", run.id(), e);
            end(log, parts.ending.internal(run));
        }
        return true;
    }

    /** Whether a later server shall go on with it. */
    private boolean leaves() {
        return stop.reason().filter(Reason.ServerStops.class::isInstance).isPresent();
    }

    private Outcome stopped(Reason reason, RunLog log) throws InterruptedException {
        if (leaves()) {
            return Outcome.LEFT;
        }
        end(log, parts.ending.stopped(run, reason));
        if (resumed) {
            parts.reapStrays(); // it may have left one that was not adopted yet
        }
        return Outcome.ENDED;
    }

    private boolean work(RunLog log) throws IOException, InterruptedException, Patience.Stopped {
        var task = patience.await(log, () -> RunTask.of(run, parts.workflows, parts.secrets));
        log.redact(task.redaction());
        var known = resumed ? patience.await(log, journal::place) : Optional.<RunPlace>empty();
        var place = known.orElse(RunPlace.none(0));
        var outcome = begin(task, place, log);
        while (outcome == Outcome.LOST) {
            stop.begin();
            var anew = RunPlace.none(place.restarts() + 1);
            patience.awaitDone(log, () -> journal.startOver(anew));
            place = anew;
            parts.reapStrays();
            log.notice(
                    "The desktop of this run is gone. The run begins anew, for the %d. of %d times."
                            .formatted(place.restarts(), task.retries()));
            outcome = begin(task, place, log);
        }
        return outcome == Outcome.ENDED;
    }

    private enum Outcome {
        ENDED,
        LEFT,
        /** Its desktop is gone, and it may begin anew. */
        LOST
    }

    private Outcome begin(RunTask task, RunPlace place, RunLog log)
            throws IOException, InterruptedException, Patience.Stopped {
        try (var workplace = workplace(task, place, log)) {
            if (workplace == null) {
                if (place.restarts() < task.retries()) {
                    return Outcome.LOST;
                }
                outputs.keepRecording(() -> parts.workplaces.lostRecording(run), log);
                end(log, parts.ending.desktopLost(run));
                parts.workplaces.forgetLost(run);
                parts.reapStrays();
                return Outcome.ENDED;
            }
            if (place.desktop().isEmpty() && leaves()) {
                return Outcome.LEFT; // its desktop has seen nothing of it, and goes
            }
            return execute(task, place, workplace, log);
        }
    }

    /** Null where its desktop is gone. */
    private @Nullable Workplace workplace(RunTask task, RunPlace place, RunLog log)
            throws InterruptedException, Patience.Stopped {
        return place.desktop().isPresent()
                ? parts.workplaces.adopt(run, place.desktop().get(), log).orElse(null)
                : patience.await(log, () -> parts.workplaces.open(run, task.network(), log));
    }

    private Outcome execute(RunTask task, RunPlace place, Workplace workplace, RunLog log)
            throws IOException, InterruptedException {
        try {
            if (place.desktop().isPresent()) {
                return await(task, place, workplace, log);
            }
            var on = RunPlace.on(workplace.desktop(), place.restarts());
            patience.awaitDone(log, () -> journal.put(on));
            return await(task, on, workplace, log);
        } catch (Patience.Stopped e) {
            if (leaves()) {
                workplace.leave(); // the journal may name it already
                return Outcome.LEFT;
            }
            outputs.keepRecording(workplace::recording, log);
            return stopped(e.reason(), log);
        }
    }

    private Outcome await(RunTask task, RunPlace place, Workplace workplace, RunLog log)
            throws IOException, InterruptedException, Patience.Stopped {
        try (var code = codeStart.start(task, place, workplace, log)) {
            var ended = code.await(stop, deadline, parts.settings.drain());
            ended = redacted(ended, task.redaction());
            if (ended instanceof SandboxEnd.Left) {
                workplace.leave();
                return Outcome.LEFT;
            }
            code.calls().end();
            fence.pass();
            boolean lost = isLost(ended, workplace);
            if (lost && place.restarts() < task.retries()) {
                return Outcome.LOST;
            }
            boolean kept = outputs.collect(code.sandbox(), log);
            outputs.keepRecording(workplace::recording, log);
            var told = lost ? parts.ending.desktopLost(run) : state(ended, code);
            end(log, kept ? told : parts.ending.withoutOutputs(told));
            return Outcome.ENDED;
        }
    }

    private boolean isLost(SandboxEnd ended, Workplace workplace) {
        return stopped().isEmpty() && !(ended instanceof SandboxEnd.Returned) && workplace.isLost();
    }

    private Optional<Reason> stopped() {
        return stop.reason().filter(it -> !(it instanceof Reason.ServerStops));
    }

    private Run state(SandboxEnd ended, RunningCode code) {
        var stopped = stopped();
        if (stopped.isEmpty() && code.anew() && ended instanceof SandboxEnd.Returned) {
            stopped = code.calls().unasked().map(Reason.Nondeterministic::new);
        }
        return parts.ending.state(run, ended, stopped);
    }

    /** A page may have told a secret to a model, and the model to the code. */
    private static SandboxEnd redacted(SandboxEnd end, Redaction redaction) {
        return end instanceof SandboxEnd.Raised(var type, var message)
                ? new SandboxEnd.Raised(type, redaction.of(message))
                : end;
    }

    private void end(RunLog log, Run ended) throws InterruptedException {
        fence.pass();
        log.step(parts.ending.sentence(ended.state()));
        outputs.keepLog(parts.logs, log);
        store(ended);
        parts.logs.forget(run.id(), log);
        LOG.info("run {} ended as {}", run.id(), ended.state().word());
    }

    /**
     * A database that is away comes back, and a full disk is emptied; else the next start goes on.
     */
    private void store(Run ended) {
        while (true) {
            try {
                parts.queue.end(ended, parts.ending.links(run.id(), ended.updatedAt()));
                return;
            } catch (Unavailable e) {
                LOG.warn("the end of run {} could not be stored; trying again", run.id(), e);
                LockSupport.parkNanos(END_PAUSE.toNanos());
            }
        }
    }
}
