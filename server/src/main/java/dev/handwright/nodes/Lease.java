package dev.handwright.nodes;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
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
        since = at;
        begun = true;
    }
}
