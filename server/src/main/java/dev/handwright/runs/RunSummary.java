package dev.handwright.runs;

import dev.handwright.workflows.Workflow;
import java.time.Instant;
import java.util.Optional;

/**
 * A run in a listing: without parameters, result and links.
 *
 * @param status the state's word
 */
public record RunSummary(
        Run.Id id,
        Workflow.Id workflow,
        int version,
        String status,
        Instant createdAt,
        Instant updatedAt,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        Optional<String> error,
        Optional<String> errorType,
        Optional<Run.Id> retryOf) {}
