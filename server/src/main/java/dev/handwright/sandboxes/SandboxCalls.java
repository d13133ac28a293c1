package dev.handwright.sandboxes;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the outside of a sandbox does for the code inside. */
public interface SandboxCalls {
    /**
     * Answers one request, such as {@code computer.click_at}.
     *
     * @return JSON as maps, lists, strings, numbers, booleans or null
     * @throws CallFailed with what the code shall see
     */
    @Nullable Object call(String method, Map<String, @Nullable Object> params) throws CallFailed;

    /** One line the code printed or logged. {@code stream}: stdout, stderr, or a logging level. */
    void log(String stream, String line);

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
