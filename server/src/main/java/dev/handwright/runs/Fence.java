package dev.handwright.runs;

import dev.handwright.nodes.Lease;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Stands between one run's execution and the world: nothing is done for the run while this node
 * does not hold its lease, and nothing ever again once another has the run. For many threads.
 */
public final class Fence {
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Run run;
    private final Lease lease;
    private final Listener listener;
    private volatile boolean broken;

    Fence(Run run, Lease lease, Listener listener) {
        this.run = run;
        this.lease = lease;
        this.listener = listener;
    }

    /** Who executes the run. Each call returns at once, and may be repeated. */
    public interface Listener {
        /** Somebody wants it cancelled. */
        void cancelled();

        /** It is another's now: it must not be ended, only left. */
        void lost();
    }

    /**
     * Waits until this node holds its lease.
     *
     * @throws Broken when the run is another's
     */
    public void pass() throws InterruptedException {
        while (!broken && !lease.held()) {
            TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
        }
        if (broken) {
            throw broken();
        }
    }

    /**
     * Does something short once it may be done; a process that is stopped in the middle does not
     * wake to do it after the lease has ended.
     *
     * @throws Broken when the run is another's, and nothing was done
     */
    public void act(Runnable act) throws InterruptedException {
        do {
            pass();
        } while (!lease.during(() -> actUnlessBroken(act)));
    }

    private void actUnlessBroken(Runnable act) {
        if (broken) {
            throw broken();
        }
        act.run();
    }

    private Broken broken() {
        return new Broken("run %s attempt %d is another's now".formatted(run.id(), attempt()));
    }

    int attempt() {
        return run.attempt();
    }

    void cancel() {
        listener.cancelled();
    }

    void shut() {
        broken = true;
        listener.lost();
    }

    /** What was about to be done must not be. */
    public static final class Broken extends RuntimeException {
        Broken(String message) {
            super(message);
        }
    }
}
