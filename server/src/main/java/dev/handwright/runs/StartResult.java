package dev.handwright.runs;

import dev.handwright.workflows.Workflow;
import java.time.Duration;
import java.util.List;

/** What came of asking for a run. */
public sealed interface StartResult {
    /**
     * The run is on disk and will be executed.
     *
     * @param repeated an earlier request with the same idempotency key had started it
     */
    record Accepted(Run.Id id, Workflow.Id workflow, boolean repeated) implements StartResult {}

    record NoSuchWorkflow() implements StartResult {}

    /** A sentence each. */
    record BadParams(List<String> problems) implements StartResult {
        public BadParams {
            problems = List.copyOf(problems);
        }
    }

    /** The callback is no URL that this server may send to. */
    record BadWebhook(String problem) implements StartResult {}

    record BadIdempotencyKey(String problem) implements StartResult {}

    /** The key was used for a different body. */
    record IdempotencyConflict() implements StartResult {}

    /** Secure parameters are only taken from a signed request. */
    record SecureParamsUnsigned() implements StartResult {}

    record QueueFull(int limit, Duration retryAfter) implements StartResult {}
}
