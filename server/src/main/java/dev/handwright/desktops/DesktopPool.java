package dev.handwright.desktops;

import dev.handwright.base.Ids;
import dev.handwright.base.Metrics;
import dev.handwright.desktops.DesktopHost.DesktopUnavailable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each run and each call of the API a fresh desktop, at once where the pool has one, and
 * keeps the pool filled. Every desktop is used once. Safe for several threads; {@code lock} guards
 * the pool and the counts.
 */
public final class DesktopPool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DesktopPool.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final DesktopHost host;
    private final DesktopSettings settings;
    private final Ids ids;
    private final Stops stops;
    private final Strays strays;
    private final Metrics.Timer takes;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition changed = lock.newCondition();
    private final Deque<Session> idle = new ArrayDeque<>();
    private final Map<Desktop.Id, Session> inUse = new HashMap<>();
    private final Set<Desktop.Id> beingStarted = new HashSet<>();
    private int starting;
    private boolean closed;
    private final Thread filler;

    /**
     * Stops what a server before this one left, then begins to fill the pool.
     *
     * @param claimed desktops of an earlier server that live on, for {@link #adopt}; asked often
     */
    public DesktopPool(
            DesktopHost host,
            DesktopSettings settings,
            Supplier<Set<Desktop.Id>> claimed,
            Ids ids,
            Metrics metrics) {
        this.host = host;
        stops = new Stops(host);
        strays = new Strays(host, stops, claimed);
        this.settings = settings;
        this.ids = ids;
        takes = metrics.timer("handwright_desktop_take_seconds", "Until a run had its desktop");
        metrics.gauges("handwright_desktops", "Desktops by state", "state", this::counts);
        strays.stop(this::knows);
        filler = Thread.ofVirtual().name("desktop-pool").start(this::keepFilled);
    }

    /**
     * A desktop that nobody has used. Waits while {@code most} are alive.
     *
     * @throws DesktopUnavailable when none can be started now
     */
    public Session take(NetworkRules network) throws InterruptedException {
        long start = System.nanoTime();
        var session =
                take(
                        awaitGrant(isInPool(settings.display(), network)),
                        settings.display(),
                        network);
        takes.record(Duration.ofNanos(System.nanoTime() - start));
        return session.orElseThrow(() -> new IllegalStateException("waited, and was refused"));
    }

    /** The same with the network that all desktops have. */
    public Session take() throws InterruptedException {
        return take(NetworkRules.NONE);
    }

    /**
     * The same without waiting, and with any display and network.
     *
     * @return empty while {@code most} are alive
     * @throws DesktopUnavailable when none can be started now
     */
    Optional<Session> takeNow(DisplaySize display, NetworkRules network) {
        return take(grant(isInPool(display, network)), display, network);
    }

    private boolean isInPool(DisplaySize display, NetworkRules network) {
        return display.equals(settings.display()) && network.equals(NetworkRules.NONE);
    }

    private Optional<Session> take(Grant grant, DisplaySize display, NetworkRules network) {
        return switch (grant) {
            case Grant.Refused() -> Optional.empty();
            case Grant.Start() -> Optional.of(startOne(display, network, true));
            case Grant.Idle(var session) -> {
                boolean alive = answers(session);
                if (alive && isInPool(display, network)) {
                    yield Optional.of(session);
                }
                if (!alive) {
                    LOG.warn("desktop {} died in the pool", session.desktop().id());
                }
                keepPlace();
                session.close(); // dead, or another than is asked for
                yield Optional.of(startOne(display, network, true));
            }
        };
    }

    /**
     * Counts a start before the desktop it replaces is gone, so that nobody else takes its place.
     */
    private void keepPlace() {
        lock.lock();
        try {
            starting++;
        } finally {
            lock.unlock();
        }
    }

    /** Takes a desktop that lives since an earlier server; empty where its screen is gone. */
    public Optional<Session> adopt(Desktop desktop) {
        Session session;
        try {
            session = session(desktop);
        } catch (DesktopUnavailable e) {
            LOG.warn("desktop {} does not answer any more", desktop.id(), e);
            return Optional.empty();
        }
        lock.lock();
        try {
            inUse.put(desktop.id(), session);
        } finally {
            lock.unlock();
        }
        return Optional.of(session);
    }

    /** The desktop while it is in use. */
    public Optional<Session> find(Desktop.Id id) {
        lock.lock();
        try {
            return Optional.ofNullable(inUse.get(id));
        } finally {
            lock.unlock();
        }
    }

    /** Ends what could not be ended before, and what nobody knows. */
    void sweep() {
        stops.again();
        strays.stop(this::knows);
    }

    private boolean knows(Desktop.Id id) {
        lock.lock();
        try {
            return inUse.containsKey(id)
                    || beingStarted.contains(id)
                    || idle.stream().anyMatch(it -> it.desktop().id().equals(id));
        } finally {
            lock.unlock();
        }
    }

    /** Ends what no session knows; whether nothing of it is left. */
    boolean stop(Desktop.Id id) {
        return stops.stop(id);
    }

    /** Desktops in use that have died. */
    public Set<DesktopHost.Dead> dead() {
        return strays.dead(it -> find(it).isPresent());
    }

    /** Desktops in the pool, ready to be taken. */
    public int idle() {
        lock.lock();
        try {
            return idle.size();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the desktops of the pool; those in use belong to their runs. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            filler.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (var session = idle.poll(); session != null; session = idle.poll()) {
            session.close();
        }
    }

    private Grant awaitGrant(boolean asInPool) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (idle.isEmpty() && living() >= settings.most() && !closed) {
                changed.await();
            }
            return grant(asInPool);
        } finally {
            lock.unlock();
        }
    }

    private Grant grant(boolean asInPool) {
        lock.lock();
        try {
            if (closed) {
                throw new DesktopUnavailable("the server is stopping");
            }
            boolean full = living() >= settings.most();
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

    private sealed interface Grant {
        record Idle(Session session) implements Grant {}

        /** {@code starting} counts it already. */
        record Start() implements Grant {}

        record Refused() implements Grant {}
    }

    /** Starts a desktop that {@code starting} already counts. */
    private Session startOne(DisplaySize display, NetworkRules network, boolean forUse) {
        var id = new Desktop.Id(ids.token("dsk_"));
        Session session = null;
        begin(id);
        try {
            session = session(host.start(id, display, network));
            return session;
        } finally {
            if (session == null) {
                stops.stop(id);
            }
            started(id, session, forUse);
        }
    }

    private Session session(Desktop desktop) {
        var id = desktop.id();
        return new Session(desktop, host.screen(id), host.drive(id), this::end);
    }

    private void begin(Desktop.Id id) {
        lock.lock();
        try {
            beingStarted.add(id);
        } finally {
            lock.unlock();
        }
    }

    private void started(Desktop.Id id, @Nullable Session session, boolean forUse) {
        lock.lock();
        try {
            starting--;
            beingStarted.remove(id);
            if (session != null && forUse) {
                inUse.put(session.desktop().id(), session);
            } else if (session != null) {
                idle.add(session);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void end(Session session) {
        try (var screen = session.screen()) {
            LOG.debug("ending {} of {}", session.desktop().id(), screen.size());
        } catch (RuntimeException e) {
            LOG.debug("a dead screen was closed", e);
        }
        stops.stop(session.desktop().id());
        lock.lock();
        try {
            inUse.remove(session.desktop().id());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void keepFilled() {
        var pause = FIRST_PAUSE;
        while (awaitNeed()) {
            try {
                startOne(settings.display(), NetworkRules.NONE, false);
                pause = FIRST_PAUSE;
            } catch (RuntimeException e) {
                LOG.warn("the pool could not start a desktop; again in {} s", pause.toSeconds(), e);
                awaitClose(pause);
                pause =
                        pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0
                                ? LONGEST_PAUSE
                                : pause.multipliedBy(2);
            }
        }
    }

    /** Waits until the pool lacks a desktop, and counts it as starting; false at the end. */
    private boolean awaitNeed() {
        lock.lock();
        try {
            while (!closed
                    && (idle.size() + starting >= settings.pool() || living() >= settings.most())) {
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

    private void awaitClose(Duration pause) {
        lock.lock();
        try {
            long left = pause.toNanos();
            while (!closed && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private int living() {
        return idle.size() + inUse.size() + starting;
    }

    private Map<String, Double> counts() {
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

    private static boolean answers(Session session) {
        try {
            session.screen().barrier();
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }
}
