package dev.handwright.workflows;

import dev.handwright.workspaces.Workspace;
import java.time.Instant;
import java.util.UUID;

/** Published code under a stable id; {@code currentVersion} counts from 1. */
public record Workflow(
        Id id,
        Workspace.Id workspace,
        String name,
        int currentVersion,
        Instant createdAt,
        Instant updatedAt) {
    /** A UUID. */
    public record Id(UUID value) {
        @Override
        public String toString() {
            return value.toString();
        }
    }
}
