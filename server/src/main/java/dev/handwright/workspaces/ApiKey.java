package dev.handwright.workspaces;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A key as it is kept: its text is shown once and only a hash of it is stored.
 *
 * @param hint the first characters of its text, so that a person can tell keys apart
 * @param label what its maker called it; may be empty
 */
public record ApiKey(
        Id id,
        Workspace.Id workspace,
        String hint,
        String label,
        Set<KeyScope> scopes,
        Instant createdAt,
        Optional<Instant> revokedAt) {
    public ApiKey {
        scopes = Set.copyOf(scopes);
    }

    /** {@code key_…}; not the key's text. */
    public record Id(String value) {
        @Override
        public String toString() {
            return value;
        }
    }
}
