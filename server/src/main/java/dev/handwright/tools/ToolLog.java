package dev.handwright.tools;

import dev.handwright.base.Ids;
import dev.handwright.desktops.Desktop;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was done on desktops. An action does not wait for the disk: entries are written together, a
 * tenth of a second later, and what a crash catches in between is lost. For many threads.
 */
public final class ToolLog implements AutoCloseable {
    /** Entries of one desktop that are kept. */
    public static final int KEPT = 1000;

    private static final Logger LOG = LoggerFactory.getLogger(ToolLog.class);

    /** Entries that wait to be written; an action beyond waits for room. */
    private static final int WAITING = 10_000;

    private static final int GROUP = 500;

    /** A transaction costs as much as an action; so one serves all that end in this time. */
    private static final Duration LINGER = Duration.ofMillis(100);

    private final ToolLogStore store;
    private final Clock clock;
    private final Ids ids;

    /** What is to be written; empty where somebody waits for it. */
    private final BlockingQueue<Optional<Entry>> queue = new LinkedBlockingQueue<>();

    /** For entries in the queue: whoever waits for room must not hold the lock. */
    private final Semaphore room = new Semaphore(WAITING);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition progress = lock.newCondition();
    private long given; // guarded by lock
    private long written; // guarded by lock
    private final Thread writer;

    public ToolLog(ToolLogStore store, Clock clock, Ids ids) {
        this.store = store;
        this.clock = clock;
        this.ids = ids;
        writer = Thread.ofVirtual().name("tool-log").start(this::write);
    }

    /**
     * One action.
     *
     * @param params JSON
     * @param error empty where it was done
     */
    public record Entry(
            String id,
            Desktop.Id desktop,
            Instant at,
            String tool,
            String action,
            String params,
            Duration took,
            Optional<String> error) {}

    /** Notes an action that has just ended. */
    void add(
            Desktop.Id desktop,
            String tool,
            String action,
            String params,
            Duration took,
            Optional<String> error)
            throws InterruptedException {
        room.acquire();
        lock.lock();
        try {
            queue.add(
                    Optional.of(
                            new Entry(
                                    ids.token("act_"),
                                    desktop,
                                    clock.instant().minus(took),
                                    tool,
                                    action,
                                    params,
                                    took,
                                    error)));
            given++;
        } finally {
            lock.unlock();
        }
    }

    /** The last {@link #KEPT} of a desktop, newest last, all that ended before this call. */
    public List<Entry> of(Desktop.Id desktop) throws InterruptedException {
        awaitWritten();
        return store.of(desktop);
    }

    /** Returns when everything is written. */
    @Override
    public void close() {
        try {
            awaitWritten();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        writer.interrupt();
    }

    private void awaitWritten() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long wanted = given;
            if (written < wanted) {
                queue.add(Optional.empty());
            }
            while (written < wanted) {
                progress.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private void write() {
        var group = new ArrayList<Entry>(GROUP);
        try {
            while (true) {
                gather(group);
                if (!group.isEmpty()) {
                    write(group);
                    group.clear();
                }
            }
        } catch (InterruptedException e) {
            // close() has waited for the last one
        }
    }

    /** Waits for an entry, and then for those that follow soon, unless somebody waits for these. */
    private void gather(List<Entry> group) throws InterruptedException {
        var next = Optional.of(queue.take());
        long end = System.nanoTime() + LINGER.toNanos();
        while (next.isPresent() && next.get().isPresent()) {
            group.add(next.get().get());
            next =
                    group.size() == GROUP
                            ? Optional.empty()
                            : Optional.ofNullable(
                                    queue.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS));
        }
    }

    private void write(List<Entry> group) {
        try {
            store.add(group, KEPT);
        } catch (RuntimeException e) {
            LOG.error("{} entries of tool logs are lost", group.size(), e);
        }
        lock.lock();
        try {
            written += group.size();
            progress.signalAll();
        } finally {
            lock.unlock();
        }
        room.release(group.size());
    }
}
