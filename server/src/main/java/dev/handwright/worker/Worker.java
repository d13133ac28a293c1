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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
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

    /** How long runs may take to be put down, after the drain. */
    private static final Duration STOP = Duration.ofSeconds(10);

    private final RunExecution.Parts parts;
    private final Semaphore free;
    private final Map<RunExecution, Thread> going = new ConcurrentHashMap<>();
    private final Thread taker;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean closing;
    private boolean ready = true; // of the taker's thread, as the next

    /**
     * Runs may be this node's that nobody executes: taken without our hearing of it, as when the
     * connection broke, or given up by a failure inside the server.
     */
    private volatile boolean orphaned;

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
            Journals journals,
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
                        journals,
                        artifacts,
                        ending,
                        empty(temporary),
                        settings,
                        clock);
        this.free = new Semaphore(settings.concurrency());
        this.taker = Thread.ofVirtual().name("worker").unstarted(this::takeRuns);
    }

    /** Goes on with what an earlier server has left going, and begins to take runs. */
    public void start() {
        parts.queue().takeBack().forEach(this::resume);
        taker.start();
    }

    /**
     * Goes on with a run that another worker has begun and that is this one's now; returns at once.
     * It is executed even where no place is free, as its desktop is there already.
     */
    public void resume(Run run) {
        execute(new RunExecution(parts, run, true), free.tryAcquire());
    }

    /** Runs that are executed now. */
    public int running() {
        return going.size();
    }

    /**
     * Takes no more runs, and leaves those under way to the next start as they are; what their code
     * asked for may be done to its end, at most the drain time.
     */
    @Override
    public void close() {
        closing = true;
        parts.queue().wake();
        try {
            if (taker.isAlive()) {
                stopped.await();
            }
            parts.workplaces().refuse();
            going.keySet().forEach(it -> it.stop(new StopSwitch.Reason.ServerStops()));
            if (!haveEnded(parts.settings().drain().plus(STOP))) {
                LOG.error("{} runs could not be left", going.size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until no run is under way any more, {@code atMost}. */
    private boolean haveEnded(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        for (var thread : going.values()) {
            var left = Duration.ofNanos(deadline - System.nanoTime());
            if (!thread.join(left.isPositive() ? left : Duration.ofMillis(1))) {
                return false;
            }
        }
        return true;
    }

    private void takeRuns() {
        try {
            // What the start left alive was by the runs that this node had before it took them
            // back;
            // another node may have been faster with some.
            parts.reapStrays();
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
        if (isReady()) {
            takeOver();
        }
        while (!closing && parts.queue().mayTake() && isReady() && free.tryAcquire()) {
            boolean taken = false;
            try {
                var run = parts.queue().take();
                taken = run.isPresent();
                run.ifPresent(it -> execute(new RunExecution(parts, it, false), true));
            } catch (RuntimeException e) {
                orphaned = true;
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

    /** Whether there is a place for a run, and what a run needs of this machine. */
    private boolean isReady() {
        if (free.availablePermits() == 0) {
            return false;
        }
        boolean now = parts.workplaces().ready();
        if (ready && !now) {
            LOG.warn("no launcher answers; runs wait until one does");
        } else if (now && !ready) {
            LOG.info("the launcher answers again");
            parts.reapStrays();
        }
        ready = now;
        return now;
    }

    private void takeOver() {
        try {
            if (orphaned) {
                orphaned = false;
                parts.queue().takeUnknown().forEach(this::resume);
            }
            parts.queue().takeOver(free.availablePermits()).forEach(this::resume);
        } catch (RuntimeException e) {
            orphaned = true;
            LOG.error("no run of a dead node could be taken over; trying again in {}", LOOK, e);
        }
    }

    /**
     * @param counted whether it has taken one of the {@code free}
     */
    private void execute(RunExecution execution, boolean counted) {
        var thread =
                Thread.ofVirtual()
                        .name("run-" + execution.run())
                        .unstarted(() -> {
                            try {
                                execution.execute();
                            } catch (RuntimeException e) {
                                LOG.error(
                                        "run {} could not be ended; trying again",
                                        execution.run(),
                                        e);
                                LockSupport.parkNanos(PAUSE.toNanos());
                                orphaned = true;
                            } finally {
                                going.remove(execution);
                                if (counted) {
                                    free.release();
                                }
                                parts.queue().wake();
                            }
                        });
        going.put(execution, thread);
        thread.start();
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
