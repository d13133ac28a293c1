package dev.handwright.worker;

import dev.handwright.artifacts.Artifacts;
import dev.handwright.runs.Run;
import dev.handwright.runs.RunLogs;
import dev.handwright.runs.RunQueue;
import dev.handwright.runs.RunSecrets;
import dev.handwright.sandboxes.SandboxHost;
import dev.handwright.workflows.Workflows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes queued runs, as many as may run at a time, and sees each to its end on a thread of its own.
 */
public final class Worker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    /** Looks into the queue so often though nobody said that a run has come. */
    private static final Duration LOOK = Duration.ofSeconds(2);

    /** After a database that failed. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** How long stopped runs may take to be put down, after the drain. */
    private static final Duration STOP = Duration.ofSeconds(10);

    private final RunExecution.Parts parts;
    private final Semaphore free;
    private final Set<RunExecution> going = ConcurrentHashMap.newKeySet();
    private final Thread taker;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean closing;

    /**
     * @param linksLast how long presigned URLs in the last event can be used
     * @param temporary a folder for zips while they are made; what is in it is deleted
     */
    public Worker(
            RunQueue queue,
            RunLogs logs,
            RunSecrets secrets,
            Workflows workflows,
            Workplaces workplaces,
            SandboxHost sandboxes,
            Artifacts artifacts,
            Path temporary,
            WorkerSettings settings,
            Duration linksLast,
            Clock clock) {
        var ending = new RunEnding(artifacts, settings.timeout(), linksLast, clock);
        this.parts =
                new RunExecution.Parts(
                        queue,
                        logs,
                        secrets,
                        workflows,
                        workplaces,
                        sandboxes,
                        artifacts,
                        ending,
                        empty(temporary),
                        settings);
        this.free = new Semaphore(settings.concurrency());
        this.taker = Thread.ofVirtual().name("worker").unstarted(this::takeRuns);
    }

    /**
     * Sees to the runs that this server had before it was started anew, and begins to take runs.
     * Its sandboxes and desktops are already gone.
     */
    public void start() {
        parts.queue().takeBack().forEach(this::resume);
        taker.start();
    }

    /** Runs that are executed now. */
    public int running() {
        return going.size();
    }

    /**
     * Takes no more runs, waits for those under way at most the drain time, and stops the rest:
     * they fail as {@code worker_lost}. Queued runs stay queued for the next start.
     */
    @Override
    public void close() {
        closing = true;
        parts.queue().wake();
        try {
            if (taker.isAlive()) {
                stopped.await();
            }
            int all = parts.settings().concurrency();
            var drain = parts.settings().drain();
            if (!free.tryAcquire(all, drain.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("{} runs are stopped: they did not end within {}", going.size(), drain);
                going.forEach(it -> it.stop(StopSwitch.Reason.SERVER_STOPS));
                if (!free.tryAcquire(all, STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                    LOG.error("{} runs could not be stopped", going.size());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void takeRuns() {
        try {
            while (!closing) {
                takeWhilePossible();
                if (!closing) {
                    parts.queue().awaitArrival(LOOK);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Nobody does this; close() sets a flag.
        } finally {
            stopped.countDown();
        }
    }

    private void takeWhilePossible() throws InterruptedException {
        takeOver();
        while (!closing && parts.queue().mayTake() && free.tryAcquire()) {
            boolean taken = false;
            try {
                var run = parts.queue().take();
                taken = run.isPresent();
                run.ifPresent(this::execute);
            } catch (RuntimeException e) {
                LOG.error("no run could be taken; trying again in {}", PAUSE, e);
                parts.queue().awaitArrival(PAUSE);
            } finally {
                if (!taken) {
                    free.release();
                }
            }
            if (!taken) {
                return;
            }
        }
    }

    private void execute(Run run) {
        var execution = new RunExecution(parts, run);
        going.add(execution);
        Thread.ofVirtual()
                .name("run-" + run.id())
                .start(() -> {
                    try {
                        execution.execute();
                    } catch (RuntimeException e) {
                        LOG.error(
                                "run {} could not be ended; it will be at the next start",
                                run.id(),
                                e);
                    } finally {
                        going.remove(execution);
                        free.release();
                        parts.queue().wake();
                    }
                });
    }

    private void takeOver() {
        try {
            parts.queue().takeOver(free.availablePermits()).forEach(this::resume);
        } catch (RuntimeException e) {
            LOG.error("no run of a dead node could be taken over; trying again in {}", LOOK, e);
        }
    }

    /** Sees to a run that another worker has begun. */
    private void resume(Run run) {
        var ended = parts.ending().lost(run, "The server that executed the run has gone.");
        var log = parts.logs().open(run);
        try {
            log.step(parts.ending().sentence(ended.state()));
            parts.logs().keep(run.id(), log);
        } catch (IOException e) {
            LOG.error("the log of run {} is lost", run.id(), e);
        } finally {
            parts.logs().forget(run.id(), log);
        }
        parts.queue().end(ended, parts.ending().links(run.id(), ended.updatedAt()));
        LOG.warn("run {} was lost by the server that executed it and has failed", run.id());
    }

    private static Path empty(Path folder) {
        try {
            Files.createDirectories(folder);
            try (var files = Files.list(folder)) {
                for (var file : files.toList()) {
                    Files.delete(file);
                }
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("the folder " + folder + " cannot be emptied", e);
        }
    }
}
