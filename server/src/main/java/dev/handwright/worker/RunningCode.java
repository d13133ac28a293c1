package dev.handwright.worker;

import dev.handwright.sandboxes.Sandbox;
import dev.handwright.sandboxes.SandboxEnd;
import dev.handwright.worker.StopSwitch.Reason;
import java.time.Duration;

/**
 * A run's code in its sandbox, and what answers its calls.
 *
 * @param anew it was started before, in a sandbox that is gone
 */
record RunningCode(Sandbox sandbox, JournalledCalls calls, boolean anew) implements AutoCloseable {
    /**
     * Waits for its end, for a reason to stop it, or until the run's time is over.
     *
     * @param deadline of {@link System#nanoTime}
     * @param drain how long calls under way may take when the server stops
     */
    SandboxEnd await(StopSwitch stop, long deadline, Duration drain) throws InterruptedException {
        stop.begin();
        var watcher =
                Thread.ofVirtual().name("run-watch").start(() -> watch(stop, deadline, drain));
        try {
            return sandbox.await();
        } finally {
            stop.end();
            watcher.join();
        }
    }

    private void watch(StopSwitch stop, long deadline, Duration drain) {
        try {
            var reason = stop.await(Duration.ofNanos(deadline - System.nanoTime()));
            if (reason.filter(Reason.ServerStops.class::isInstance).isPresent()) {
                calls.pause(drain);
                sandbox.leave();
            } else if (reason.isPresent()) {
                sandbox.kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Nobody does this.
        }
    }

    @Override
    public void close() {
        try (sandbox) {
            calls.end();
        }
    }
}
