package dev.handwright.sandboxes;

/** Opens locked rooms for code. Implemented by {@code adapter.local}. */
public interface SandboxHost {
    /**
     * Starts a job in a fresh sandbox and returns at once.
     *
     * @param calls answers what the code asks for and takes its log lines; called from the
     *     sandbox's own threads, several at a time
     * @throws SandboxUnavailable when none can be started now
     */
    Sandbox start(SandboxJob job, SandboxLimits limits, SandboxCalls calls);

    /** Kills and removes every sandbox that this server does not hold, as after a crash. */
    void reapStrays();

    final class SandboxUnavailable extends RuntimeException {
        public SandboxUnavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
