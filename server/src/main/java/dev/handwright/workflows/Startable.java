package dev.handwright.workflows;

import java.util.Optional;

/**
 * What must be known of a workflow to accept a run of it.
 *
 * @param version the current one
 * @param secure empty where its code declares no SecureParams
 */
public record Startable(
        Workflow.Id id, int version, ParamsSchema params, Optional<SecureSchema> secure) {}
