package dev.handwright.workspaces;

import java.time.Instant;

/** A tenant: everything else belongs to one, and none sees another's. */
public record Workspace(Id id, String name, Instant createdAt) {
    /** {@code ws_…} */
    public record Id(String value) {
        @Override
        public String toString() {
            return value;
        }
    }
}
