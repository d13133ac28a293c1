package dev.handwright.workflows;

/**
 * What must be known of a workflow to accept a run of it.
 *
 * @param version the current one
 * @param takesSecureParams whether its code declares SecureParams
 */
public record Startable(
        Workflow.Id id, int version, ParamsSchema params, boolean takesSecureParams) {}
