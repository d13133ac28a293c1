package dev.handwright.worker;

import dev.handwright.runs.Fence;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Stops one run's sandbox, for the first reason that comes. Reasons may come before there is a
 * sandbox. For many threads.
 */
final class StopSwitch implements Fence.Listener {
    sealed interface Reason {
        record Cancelled() implements Reason {}

        record Timeout() implements Reason {}

        /** A later server goes on with the run. */
        record ServerStops() implements Reason {}

        /**
         * The code asked something else than it did before a crash.
         *
         * @param message for the customer
         */
        record Nondeterministic(String message) implements Reason {}

        /** The run is another worker's. */
        record Lost() implements Reason {}
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Optional<Reason> reason = Optional.empty();
    private Optional<Reason> late = Optional.empty(); // of a sandbox that had ended already
    private boolean ended;

    /** Remembers the reason, unless there is one; returns at once. */
    void stop(Reason why) {
        lock.lock();
        try {
            if (ended) {
                late = late.or(() -> Optional.of(why));
            } else if (reason.isEmpty()) {
                reason = Optional.of(why);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void cancelled() {
        stop(new Reason.Cancelled());
    }

    @Override
    public void lost() {
        stop(new Reason.Lost());
    }

    /** Why it was stopped; empty when the code has ended by itself. */
    Optional<Reason> reason() {
        lock.lock();
        try {
            return reason;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a reason, {@code atMost}. */
    Optional<Reason> pause(Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            long left = atMost.toNanos();
            while (reason.isEmpty() && left > 0) {
                left = changed.awaitNanos(left);
            }
            return reason;
        } finally {
            lock.unlock();
        }
    }

    /** A sandbox is wanted, perhaps another: what has come since {@link #end} counts. */
    void begin() {
        lock.lock();
        try {
            ended = false;
            reason = reason.or(() -> late);
        } finally {
            lock.unlock();
        }
    }

    /** From now on nothing stops it, unless it {@link #begin}s anew. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a reason, which is the time after {@code timeout}; or for the end: then empty. */
    Optional<Reason> await(Duration timeout) throws InterruptedException {
        lock.lock();
        try {
            long deadline = System.nanoTime() + timeout.toNanos();
            while (reason.isEmpty() && !ended) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    reason = Optional.of(new Reason.Timeout());
                } else {
                    var _ = changed.awaitNanos(left); // The clock is asked again above.
                }
            }
            return ended ? Optional.empty() : reason;
        } finally {
            lock.unlock();
        }
    }
}
