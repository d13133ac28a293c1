package dev.handwright.adapter.local;

import dev.handwright.base.Unavailable;
import dev.handwright.sandboxes.SandboxHost.SandboxUnavailable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps some started sandboxes ready, each for one job. The lock guards all fields. */
final class WarmSandboxes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WarmSandboxes.class);

    private final int size;
    private final Duration startTimeout;
    private final Supplier<LocalSandbox> starter;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<LocalSandbox> ready = new ArrayDeque<>();
    private Thread filler = Thread.ofVirtual().unstarted(() -> {});
    private Optional<LocalSandbox> starting = Optional.empty();
    private boolean filling;
    private boolean active;

    WarmSandboxes(int size, Duration startTimeout, Supplier<LocalSandbox> starter) {
        this.size = size;
        this.startTimeout = startTimeout;
        this.starter = starter;
    }

    /** Begins to keep {@code size} sandboxes ready. */
    void fill() {
        lock.lock();
        try {
            active = size > 0;
            refill();
        } finally {
            lock.unlock();
        }
    }

    /** A ready one; its place is filled again in the background. */
    Optional<LocalSandbox> take() {
        lock.lock();
        try {
            while (!ready.isEmpty()) {
                var next = ready.poll();
                if (next.isReady()) {
                    refill();
                    return Optional.of(next);
                }
                Thread.ofVirtual().start(next::close);
            }
            refill();
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private void refill() {
        if (active && !filling && ready.size() < size) {
            filling = true;
            filler = Thread.ofVirtual().name("sandbox-warm").start(this::startMissing);
        }
    }

    private void startMissing() {
        try {
            do {
                var next = begin(starter.get());
                if (!next.awaitReady(startTimeout)) {
                    next.close();
                    if (isMissing()) {
                        LOG.warn("a sandbox did not start; the next job starts cold");
                    }
                    return;
                }
                if (!offer(next)) {
                    next.close();
                    return;
                }
            } while (isMissing());
        } catch (Unavailable e) {
            LOG.debug("no sandbox is kept warm while the launcher is away", e); // others say so
        } catch (SandboxUnavailable e) {
            LOG.warn("no sandbox could be kept warm: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            stopFilling();
        }
    }

    /** From now on {@link #close} ends it; at once where that has been called already. */
    private LocalSandbox begin(LocalSandbox next) {
        lock.lock();
        try {
            starting = Optional.of(next);
            if (!active) {
                next.close();
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    private boolean offer(LocalSandbox next) {
        lock.lock();
        try {
            starting = Optional.empty();
            return active && ready.size() < size && ready.offer(next);
        } finally {
            lock.unlock();
        }
    }

    private boolean isMissing() {
        lock.lock();
        try {
            return active && ready.size() < size;
        } finally {
            lock.unlock();
        }
    }

    private void stopFilling() {
        lock.lock();
        try {
            filling = false;
        } finally {
            lock.unlock();
        }
    }

    /** Returns when none is left, neither ready nor being started. */
    @Override
    public void close() {
        ArrayDeque<LocalSandbox> all;
        Thread last;
        lock.lock();
        try {
            active = false;
            last = filler;
            all = new ArrayDeque<>(ready);
            starting.ifPresent(all::add);
            ready.clear();
        } finally {
            lock.unlock();
        }
        all.forEach(LocalSandbox::close);
        try {
            last.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
