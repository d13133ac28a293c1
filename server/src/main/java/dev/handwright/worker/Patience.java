package dev.handwright.worker;

import dev.handwright.base.Unavailable;
import dev.handwright.runs.Fence;
import dev.handwright.runs.RunLog;
import dev.handwright.worker.StopSwitch.Reason;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has one run wait for what it needs and what is away, as the database or the launcher, until that
 * is back or something stops the run. For one thread.
 */
final class Patience {
    private static final Logger LOG = LoggerFactory.getLogger(Patience.class);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final StopSwitch stop;
    private final Fence fence;
    private final long deadline;

    /**
     * @param deadline of the run, by {@link System#nanoTime}
     */
    Patience(StopSwitch stop, Fence fence, long deadline) {
        this.stop = stop;
        this.fence = fence;
        this.deadline = deadline;
    }

    /** May be done more than once. */
    @FunctionalInterface
    interface Step<T> {
        /**
         * @throws Unavailable where it shall be done again
         */
        T take() throws InterruptedException;
    }

    /** The run was stopped while it waited; never as it is another's. */
    static final class Stopped extends Exception {
        private static final long serialVersionUID = 1;
        private final transient Reason reason;

        private Stopped(Reason reason) {
            super(reason.toString());
            this.reason = reason;
        }

        Reason reason() {
            return reason;
        }
    }

    /**
     * @throws Fence.Broken where the run is another's
     */
    <T> T await(Step<T> step) throws Stopped, InterruptedException {
        return await(step, _ -> {});
    }

    /**
     * @param log is told where it waits
     * @throws Fence.Broken where the run is another's
     */
    <T> T await(RunLog log, Step<T> step) throws Stopped, InterruptedException {
        return await(step, log::notice);
    }

    private <T> T await(Step<T> step, Consumer<String> log) throws Stopped, InterruptedException {
        for (boolean told = false; ; told = true) {
            try {
                return step.take();
            } catch (Unavailable e) {
                LOG.debug("tried again", e);
                if (!told) {
                    LOG.warn("the run waits: {}", e.getMessage());
                    log.accept("The server cannot go on with this run now, and tries again.");
                }
                pause();
            }
        }
    }

    void awaitDone(RunLog log, Runnable step) throws Stopped, InterruptedException {
        var _ =
                await(
                        log,
                        () -> {
                            step.run();
                            return true;
                        });
    }

    private void pause() throws Stopped, InterruptedException {
        var reason = stop.pause(PAUSE);
        if (reason.isEmpty() && System.nanoTime() > deadline) {
            stop.stop(new Reason.Timeout());
            reason = stop.reason();
        }
        if (reason.isPresent()) {
            if (reason.get() instanceof Reason.Lost) {
                fence.pass();
            }
            throw new Stopped(reason.get());
        }
    }
}
