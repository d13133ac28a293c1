package dev.handwright.sandboxes;

import dev.handwright.base.Unavailable;
import java.util.Optional;
import java.util.Set;

/** Opens locked rooms for code. Implemented by {@code adapter.local}. */
public interface SandboxHost {
    /**
     * Starts a job in a fresh sandbox and returns at once.
     *
     * @param calls answers what the code asks for and takes its log lines; called from the
     *     sandbox's own threads, several at a time
     * @throws SandboxUnavailable when none can be started now
     * @throws Unavailable while who starts them is away; it may be tried again
     */
    Sandbox start(SandboxJob job, SandboxLimits limits, SandboxCalls calls);

    /**
     * Goes on with a sandbox that an earlier server has left or died with. Its code asks again what
     * was not answered; its job's end comes even if it ended meanwhile. What it printed in the
     * moment of the crash may be missing from the log or be there twice.
     *
     * @param limits as it was started with
     * @return empty where it is gone or does not report within seconds; nothing of it is left then
     * @throws SandboxUnavailable when that cannot be known now
     * @throws Unavailable while who started it is away; it may be tried again
     * @throws InterruptedException leaving it as it is
     */
    Optional<Sandbox> adopt(SandboxId id, SandboxLimits limits, SandboxCalls calls)
            throws InterruptedException;

    /**
     * Kills and removes every sandbox that this server does not hold, as after a crash.
     *
     * @param claimed those that are still to be adopted
     */
    void reapStrays(Set<SandboxId> claimed);

    final class SandboxUnavailable extends RuntimeException {
        public SandboxUnavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
