package dev.handwright.runs;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for with {@code POST /runs}.
 *
 * @param workflowId as sent
 * @param params the JSON object of {@code workflow_params}; empty where there was none
 * @param webhook {@code webhook_callback} as sent
 * @param secureParams {@code secure_workflow_params}, where it was there
 * @param signed whether a good signature covers the request
 * @param idempotency the key and what it stands for
 * @param priority -100 to 100
 */
public record StartRequest(
        String workflowId,
        Map<String, @Nullable Object> params,
        Optional<String> webhook,
        Optional<Map<String, @Nullable Object>> secureParams,
        boolean signed,
        Optional<Idempotency> idempotency,
        int priority) {
    /** With the usual priority. */
    public StartRequest(
            String workflowId,
            Map<String, @Nullable Object> params,
            Optional<String> webhook,
            Optional<Map<String, @Nullable Object>> secureParams,
            boolean signed,
            Optional<Idempotency> idempotency) {
        this(workflowId, params, webhook, secureParams, signed, idempotency, 0);
    }

    /** Says nothing of the values. */
    @Override
    public String toString() {
        return "a request for a run of " + workflowId;
    }

    /**
     * @param key the header's text
     * @param body the raw body, which must be the same each time the key is used
     * @param lasts how long the key answers the same run
     */
    public record Idempotency(String key, byte[] body, Duration lasts) {
        /** As long as a client may expect. */
        public Idempotency(String key, byte[] body) {
            this(key, body, IdempotencyKeys.LAST);
        }
    }
}
