package dev.handwright.sandboxes;

import java.io.OutputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the outside of a sandbox does for the code inside. */
public interface SandboxCalls {
    /**
     * Answers one request, such as {@code computer.click_at} (api/run-protocol.md).
     *
     * @param id of the call, unique in the life of the code's process; the same call with the same
     *     id may come again after the worker has been away
     * @param bytes takes what a call delivers besides its result, as the content of a file
     * @return JSON as maps, lists, strings, numbers, booleans or null
     * @throws CallFailed with what the code shall see
     * @throws Unanswered when the code shall wait and ask again
     */
    @Nullable Object call(
            long id, String method, Map<String, @Nullable Object> params, OutputStream bytes)
            throws CallFailed;

    /**
     * The server is about to stop: what would take long and may be asked again is not answered.
     * Returns at once; may be repeated.
     */
    default void pause() {}

    /**
     * The code is gone: what is still done for it is given up. Returns at once; may be repeated.
     */
    default void end() {}

    /**
     * One line of the log.
     *
     * @param stream stdout, stderr, a level of logging, or notice: the sandbox's own word
     */
    void log(String stream, String line);

    /** This server does not answer the call; the code asks again, of it or of the next one. */
    final class Unanswered extends RuntimeException {
        public Unanswered(String message) {
            super(message);
        }
    }

    /**
     * @see SandboxCalls#call
     */
    final class CallFailed extends Exception {
        private final String type;

        /**
         * @param type the class the code sees, such as WorkflowError, ValueError, RPCError
         */
        public CallFailed(String type, String message) {
            super(message);
            this.type = type;
        }

        public String type() {
            return type;
        }
    }
}
