package dev.handwright.webhooks;

import dev.handwright.workspaces.Workspace;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where signing secrets are kept, sealed. */
public interface WebhookSecretStore {
    /**
     * @param sealed the secret, encrypted for this owner
     * @param expiresAt set when a newer one has taken over; both sign until then
     */
    record Kept(
            String id,
            WebhookSecrets.Owner owner,
            String sealed,
            Instant createdAt,
            Optional<Instant> expiresAt) {}

    /** Whether there is such a workspace or living workflow. */
    boolean exists(WebhookSecrets.Owner owner);

    /** All that are valid at {@code now}, of the workspace and its workflows, newest first. */
    List<Kept> ofWorkspace(Workspace.Id workspace, Instant now);

    /**
     * Adds the owner's new secret; the one before it goes on until {@code previousUntil}, older
     * ones are deleted.
     */
    void put(Kept fresh, Instant previousUntil);

    /** Deletes the owner's secrets that a newer one has replaced; returns how many. */
    int endPrevious(WebhookSecrets.Owner owner);

    /** Deletes all of the owner's; returns how many. */
    int remove(WebhookSecrets.Owner owner);
}
