package dev.handwright.worker;

import dev.handwright.artifacts.Artifact;
import dev.handwright.artifacts.Artifacts;
import dev.handwright.desktops.NetworkRules;
import dev.handwright.runs.Fence;
import dev.handwright.runs.Run;
import dev.handwright.runs.RunLog;
import dev.handwright.runs.RunLogs;
import dev.handwright.runs.RunQueue;
import dev.handwright.runs.RunSecrets;
import dev.handwright.sandboxes.Sandbox;
import dev.handwright.sandboxes.SandboxEnd;
import dev.handwright.sandboxes.SandboxHost;
import dev.handwright.sandboxes.SandboxJob;
import dev.handwright.secrets.Redaction;
import dev.handwright.secrets.Secret;
import dev.handwright.worker.StopSwitch.Reason;
import dev.handwright.workflows.Workflows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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

    private static final int END_ATTEMPTS = 10;
    private static final Duration END_PAUSE = Duration.ofSeconds(1);

    private final Parts parts;
    private final Run run;
    private final boolean resumed;
    private final Journal journal;
    private final StopSwitch stop = new StopSwitch();
    private final Fence fence;

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
        this.deadline = System.nanoTime() + parts.timeLeft(run, resumed).toNanos();
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

    /** What is to be executed, each time it is begun. */
    private record Task(
            SandboxJob.Execute job,
            Map<String, Secret> secrets,
            Redaction redaction,
            NetworkRules network) {}

    /** The code is stopped and the run ends; returns at once. */
    void stop(Reason reason) {
        stop.stop(reason);
    }

    /** Returns when the run has ended and all it held is released. */
    void execute() {
        try (var _ = MDC.putCloseable("run_id", run.id().toString())) {
            RunLog log;
            try {
                log = parts.logs.open(run);
            } catch (UncheckedIOException e) {
                LOG.error("run {} cannot have a log", run.id(), e);
                store(parts.ending.internal(run));
                return;
            }
            try {
                executeWith(log);
            } catch (Fence.Broken e) {
                LOG.warn("run {} is left alone: {}", run.id(), e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                LOG.error("run {} was interrupted", run.id(), e);
            } finally {
                parts.queue.fences().close(run.id());
                parts.logs.forget(run.id(), log);
            }
        }
    }

    private void executeWith(RunLog log) throws InterruptedException {
        try {
            if (parts.queue.cancelAsked(run)) {
                stop.stop(new Reason.Cancelled());
            }
            if (stop.reason().isPresent() && !resumed) {
                end(log, parts.ending.cancelled(run));
            } else {
                work(log);
            }
        } catch (Fence.Broken e) {
            throw e;
        } catch (Workplaces.NoWorkplace | SandboxHost.SandboxUnavailable e) {
            LOG.error("run {} found no place to be executed in", run.id(), e);
            end(log, parts.ending.unavailable(run, String.valueOf(e.getMessage())));
        } catch (Journal.Fenced e) {
            LOG.warn("run {} is left alone: {}", run.id(), e.getMessage());
        } catch (RuntimeException | IOException e) {
            LOG.error("run {} failed inside the server", run.id(), e);
            end(log, parts.ending.internal(run));
        }
    }

    private void work(RunLog log) throws IOException, InterruptedException {
        var task = task(log);
        var known = resumed ? journal.place() : Optional.<RunPlace>empty();
        var place = known.orElse(RunPlace.none(0));
        try (var workplace = workplace(task, place, log)) {
            if (workplace == null) {
                end(log, parts.ending.desktopLost(run));
            } else {
                if (place.desktop().isEmpty()) {
                    journal.put(RunPlace.on(workplace.desktop(), place.restarts()));
                }
                execute(task, workplace, log);
            }
        }
    }

    private Task task(RunLog log) {
        var code =
                parts.workflows
                        .code(run.workflow(), run.version())
                        .orElseThrow(() -> new IllegalStateException("its code is not stored"));
        var secrets = parts.secrets.open(run);
        var redaction = new Redaction(secrets.values());
        log.redact(redaction);
        var job =
                new SandboxJob.Execute(
                        code.language().word(),
                        code.all(),
                        run.paramsJson(),
                        List.copyOf(secrets.keySet()));
        return new Task(job, secrets, redaction, NetworkRules.NONE.withHosts(code.hosts()));
    }

    /** Null where its desktop is gone. */
    private @Nullable Workplace workplace(Task task, RunPlace place, RunLog log)
            throws InterruptedException {
        return place.desktop().isPresent()
                ? parts.workplaces.adopt(run, place.desktop().get(), log).orElse(null)
                : parts.workplaces.open(run, task.network, log);
    }

    private void execute(Task task, Workplace workplace, RunLog log)
            throws IOException, InterruptedException {
        var calls =
                new JournalledCalls(
                        journal,
                        new ToldCalls(workplace.calls(task.secrets), log),
                        it -> stop.stop(new Reason.Nondeterministic(it)));
        if (resumed) {
            log.notice(
                    ("The server was restarted. The code is started again; its %d calls until then"
                                    + " are answered as they were.")
                            .formatted(calls.earlier()));
        }
        try (var sandbox = parts.sandboxes.start(task.job, parts.settings.sandbox(), calls)) {
            var ended = redacted(await(sandbox), task.redaction);
            calls.end();
            fence.pass();
            collect(sandbox, log);
            keepRecording(workplace, log);
            end(log, state(ended, calls, workplace));
        } finally {
            calls.end();
        }
    }

    private Run state(SandboxEnd ended, JournalledCalls calls, Workplace workplace) {
        var stopped = stop.reason();
        if (stopped.isEmpty() && ended instanceof SandboxEnd.Returned) {
            stopped = calls.unasked().map(Reason.Nondeterministic::new);
        }
        return stopped.isEmpty() && !(ended instanceof SandboxEnd.Returned) && workplace.isLost()
                ? parts.ending.desktopLost(run)
                : parts.ending.state(run, ended, stopped);
    }

    /** A page may have told a secret to a model, and the model to the code. */
    private static SandboxEnd redacted(SandboxEnd end, Redaction redaction) {
        return end instanceof SandboxEnd.Raised(var type, var message)
                ? new SandboxEnd.Raised(type, redaction.of(message))
                : end;
    }

    private SandboxEnd await(Sandbox sandbox) throws InterruptedException {
        stop.begin();
        var left = Duration.ofNanos(deadline - System.nanoTime());
        var watcher =
                Thread.ofVirtual()
                        .name("run-watch")
                        .start(() -> {
                            try {
                                stop.watch(sandbox, left);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt(); // Nobody does this.
                            }
                        });
        try {
            return sandbox.await();
        } finally {
            stop.end();
            watcher.join();
        }
    }

    private void collect(Sandbox sandbox, RunLog log) throws IOException {
        var zip = Files.createTempFile(parts.temporary, "assets-", ".zip");
        try {
            Sandbox.Collected collected;
            try (var out = Files.newOutputStream(zip)) {
                collected = sandbox.collect(out);
            }
            collected.notices().forEach(log::notice);
            if (collected.files() > 0) {
                log.step("collected %d files".formatted(collected.files()));
                try (var content = Files.newInputStream(zip)) {
                    parts.artifacts.keep(run.id().value(), Artifact.Kind.ASSETS, content);
                }
            }
        } finally {
            Files.delete(zip);
        }
    }

    /** A film that failed is missed, but does not change how the run ends. */
    private void keepRecording(Workplace workplace, RunLog log) {
        try {
            var film = workplace.recording();
            if (film.isPresent()) {
                try (var content = film.get()) {
                    parts.artifacts.keep(run.id().value(), Artifact.Kind.RECORDING, content);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.error("the recording of run {} is lost", run.id(), e);
            log.notice("The recording of this run was lost.");
        }
    }

    private void end(RunLog log, Run ended) throws InterruptedException {
        fence.pass();
        log.step(parts.ending.sentence(ended.state()));
        try {
            parts.logs.keep(run.id(), log);
        } catch (IOException | UncheckedIOException e) {
            LOG.error("the log of run {} is lost", run.id(), e);
        }
        store(ended);
        parts.logs.forget(run.id(), log);
        LOG.info("run {} ended as {}", run.id(), ended.state().word());
    }

    /** A full disk may be emptied in time; after that the next start ends the run as lost. */
    private void store(Run ended) {
        for (int left = END_ATTEMPTS; ; left--) {
            try {
                parts.queue.end(ended, parts.ending.links(run.id(), ended.updatedAt()));
                return;
            } catch (RuntimeException e) {
                if (left == 1) {
                    throw e;
                }
                LOG.warn("the end of run {} could not be stored; trying again", run.id(), e);
                LockSupport.parkNanos(END_PAUSE.toNanos());
            }
        }
    }
}
