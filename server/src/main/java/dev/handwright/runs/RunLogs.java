package dev.handwright.runs;

import dev.handwright.artifacts.Artifact;
import dev.handwright.artifacts.Artifacts;
import dev.handwright.base.ByteSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The logs of runs: a file for each that is executed, an artifact for each that has ended. For many
 * threads.
 */
public final class RunLogs {
    private final Path folder;
    private final ByteSize limit;
    private final Artifacts artifacts;
    private final Clock clock;
    private final ConcurrentHashMap<Run.Id, RunLog> live = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition opened = lock.newCondition();

    /** How often some log was opened; guarded by {@code lock}. */
    private long openings;

    /**
     * @param folder for the files of runs that are executed; made when it is not there
     * @param limit of one log; what is beyond it is dropped with a notice
     */
    public RunLogs(Path folder, ByteSize limit, Artifacts artifacts, Clock clock) {
        this.folder = folder;
        this.limit = limit;
        this.artifacts = artifacts;
        this.clock = clock;
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("the folder of logs cannot be made", e);
        }
    }

    /** Begins the log of a run that was taken, or goes on with what a crash has left of it. */
    public RunLog open(Run run) {
        try {
            var log = new RunLog(folder.resolve(run.id() + ".jsonl"), limit, clock);
            if (log.isEmpty()) {
                log.step("queued", run.createdAt());
                log.step("processing", run.updatedAt());
            }
            live.put(run.id(), log);
            signalOpened();
            return log;
        } catch (IOException e) {
            throw new UncheckedIOException("the log of run " + run.id() + " cannot be made", e);
        }
    }

    /** Makes the log an artifact; it takes no more lines. */
    public void keep(Run.Id run, RunLog log) throws IOException {
        try (var content = Files.newInputStream(log.seal())) {
            artifacts.keep(run.value(), Artifact.Kind.LOGS, content);
        }
    }

    /** After the run has ended: those who follow the log are through, and its file is removed. */
    public void forget(Run.Id run, RunLog log) {
        live.remove(run, log);
        log.end();
        try {
            log.seal();
            Files.deleteIfExists(log.file());
        } catch (IOException e) {
            throw new UncheckedIOException("the log of run " + run + " cannot be removed", e);
        }
    }

    /** A later server goes on with the run and its log; those who follow it come again. */
    public void leave(Run.Id run, RunLog log) {
        live.remove(run, log);
        log.end();
        try {
            log.seal();
        } catch (IOException e) {
            throw new UncheckedIOException("the log of run " + run + " cannot be closed", e);
        }
    }

    Optional<RunLog> live(Run.Id run) {
        return Optional.ofNullable(live.get(run));
    }

    Optional<Artifact> kept(Run.Id run) {
        return artifacts.of(run.value()).stream()
                .filter(it -> it.kind() == Artifact.Kind.LOGS)
                .findFirst();
    }

    Artifacts artifacts() {
        return artifacts;
    }

    /** Returns when some log was opened, or after {@code atMost}. */
    void awaitOpened(Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            long before = openings;
            long nanos = atMost.toNanos();
            while (openings == before && nanos > 0) {
                nanos = opened.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    private void signalOpened() {
        lock.lock();
        try {
            openings++;
            opened.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
