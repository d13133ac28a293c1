package dev.handwright.runs;

import dev.handwright.base.Cursor;
import dev.handwright.workflows.Workflow;
import java.util.Optional;

/**
 * Which runs a listing shows.
 *
 * @param status a state's word
 * @param limit 1 to 100
 */
public record RunFilter(
        Optional<Workflow.Id> workflow,
        Optional<String> status,
        Optional<Cursor> after,
        int limit) {}
