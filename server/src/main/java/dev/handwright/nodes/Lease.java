package dev.handwright.nodes;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Whether this node may act: others do not take it for dead yet. Cheap to ask; for many threads.
 *
 * <p>No clocks are compared. It ends a while before others, who began to count later, can take the
 * node for dead, so that an action that was begun in its last moment is over by then.
 */
public final class Lease {
    private final long length;
    private final LongSupplier nanos;
    private volatile long since;
    private final AtomicLong term = new AtomicLong();
    private volatile boolean begun;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile LastResort lastResort = LastResort.NONE;
    private int acting; // guarded by lock

    /**
     * @param nanos a clock that never jumps, such as {@link System#nanoTime}
     */
    public Lease(Duration length, LongSupplier nanos) {
        this.length = length.toNanos();
        this.nanos = nanos;
    }

    /** Of a server that is alone on its database: held from its first beat on. */
    static Lease endless(LongSupplier nanos) {
        return new Lease(Duration.ofNanos(Long.MAX_VALUE), nanos);
    }

    /** Who sees to it that nobody is still acting when the lease ends; before the first beat. */
    public void endBy(LastResort by) {
        lastResort = by;
    }

    /**
     * Does something that nobody may do once the lease has ended. Where this process is stopped
     * between the look at the lease and the deed, it is killed at the lease's end.
     *
     * @param act short: it waits for nothing but the display
     * @return false where the lease is not held, and nothing was done
     */
    public boolean during(Runnable act) {
        if (!held()) {
            return false;
        }
        begin();
        try {
            if (!held()) {
                return false;
            }
            act.run();
            return true;
        } finally {
            end();
        }
    }

    private void begin() {
        lock.lock();
        try {
            if (acting++ == 0) {
                lastResort.killAt(since + length);
            }
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        lock.lock();
        try {
            if (--acting == 0) {
                lastResort.spare();
            }
        } finally {
            lock.unlock();
        }
    }

    public boolean held() {
        return begun && nanos.getAsLong() - since < length;
    }

    /** Another after each lapse: between two moments of one term nobody took the node for dead. */
    public long term() {
        return term.get();
    }

    /** Whether it was held all the time since then. */
    public boolean heldSince(long earlier) {
        return held() && term.get() == earlier;
    }

    /**
     * @param at when writing the beat began; others may have seen it from then on
     */
    void renew(long at) {
        if (!held()) {
            term.incrementAndGet();
        }
        lock.lock();
        try {
            since = at;
            begun = true;
            if (acting > 0) {
                lastResort.killAt(at + length);
            }
        } finally {
            lock.unlock();
        }
    }
}
