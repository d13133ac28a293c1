package dev.handwright.desktops;

import dev.handwright.desktops.DesktopHost.DesktopUnavailable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Which desktops wait to be taken, which are in use, and how many are being started: the counts
 * under which {@code most} holds. For many threads; starts and ends nothing itself.
 */
final class DesktopShelf {
    private final int pool;
    private final int most;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition changed = lock.newCondition();
    private final Deque<Session> idle = new ArrayDeque<>();
    private final Map<Desktop.Id, Session> inUse = new HashMap<>();
    private final Set<Desktop.Id> beingStarted = new HashSet<>();
    private int starting;
    private boolean closed;

    /**
     * @param pool how many shall wait
     * @param most how many may be alive at all
     */
    DesktopShelf(int pool, int most) {
        this.pool = pool;
        this.most = most;
    }

    /** What somebody who wants a desktop gets. */
    sealed interface Grant {
        /** It has waited, is in use from now on, and may have died meanwhile. */
        record Idle(Session session) implements Grant {}

        /** {@code starting} counts it already. */
        record Start() implements Grant {}

        record Refused() implements Grant {}
    }

    /** The same as {@link #grant}, but waits while {@code most} are alive. */
    Grant awaitGrant(boolean asInPool) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (idle.isEmpty() && living() >= most && !closed) {
                changed.await();
            }
            return grant(asInPool);
        } finally {
            lock.unlock();
        }
    }

    /**
     * @param asInPool whether one that waits is what is wanted; else one is given up only where
     *     {@code most} are alive
     * @throws DesktopUnavailable after {@link #close}
     */
    Grant grant(boolean asInPool) {
        lock.lock();
        try {
            if (closed) {
                throw new DesktopUnavailable("the server is stopping");
            }
            boolean full = living() >= most;
            if (!idle.isEmpty() && (full || asInPool)) {
                var session = idle.remove();
                inUse.put(session.desktop().id(), session);
                changed.signalAll();
                return new Grant.Idle(session);
            }
            if (full) {
                return new Grant.Refused();
            }
            starting++;
            return new Grant.Start();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Counts a start before the desktop it replaces is gone, so that nobody else takes its place.
     */
    void keepPlace() {
        lock.lock();
        try {
            starting++;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until one more shall wait, and counts it as starting; false at the end. */
    boolean awaitLack() {
        lock.lock();
        try {
            while (!closed && (idle.size() + starting >= pool || living() >= most)) {
                changed.awaitUninterruptibly();
            }
            if (!closed) {
                starting++;
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** The name of one that is being started and counted. */
    void begin(Desktop.Id id) {
        lock.lock();
        try {
            beingStarted.add(id);
        } finally {
            lock.unlock();
        }
    }

    /**
     * @param session null where it could not be started
     * @param forUse else it waits
     */
    void started(Desktop.Id id, @Nullable Session session, boolean forUse) {
        lock.lock();
        try {
            starting--;
            beingStarted.remove(id);
            if (session != null && forUse) {
                inUse.put(id, session);
            } else if (session != null) {
                idle.add(session);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** One that lives already. */
    void use(Session session) {
        lock.lock();
        try {
            inUse.put(session.desktop().id(), session);
        } finally {
            lock.unlock();
        }
    }

    /** It is not in use any more. */
    void remove(Desktop.Id id) {
        lock.lock();
        try {
            inUse.remove(id);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The one in use. */
    Optional<Session> find(Desktop.Id id) {
        lock.lock();
        try {
            return Optional.ofNullable(inUse.get(id));
        } finally {
            lock.unlock();
        }
    }

    boolean knows(Desktop.Id id) {
        lock.lock();
        try {
            return inUse.containsKey(id)
                    || beingStarted.contains(id)
                    || idle.stream().anyMatch(it -> it.desktop().id().equals(id));
        } finally {
            lock.unlock();
        }
    }

    /** How many wait. */
    int idle() {
        lock.lock();
        try {
            return idle.size();
        } finally {
            lock.unlock();
        }
    }

    Map<String, Double> counts() {
        lock.lock();
        try {
            return Map.of(
                    "idle", (double) idle.size(),
                    "in_use", (double) inUse.size(),
                    "starting", (double) starting);
        } finally {
            lock.unlock();
        }
    }

    /** Nothing is granted from now on, and nobody waits any more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns at {@link #close} or when the time is over. */
    void awaitClose(Duration atMost) {
        lock.lock();
        try {
            long left = atMost.toNanos();
            while (!closed && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Those who wait, for their end. */
    List<Session> takeAll() {
        lock.lock();
        try {
            var all = List.copyOf(idle);
            idle.clear();
            return all;
        } finally {
            lock.unlock();
        }
    }

    private int living() {
        return idle.size() + inUse.size() + starting;
    }
}
