package dev.handwright.secrets;

import dev.handwright.workspaces.Workspace;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Keeps signing secrets, and the signatures that were taken. */
public interface SigningSecretStore {
    /**
     * @param sealed see {@link Sealing}
     */
    record Kept(
            String id,
            Workspace.Id workspace,
            String sealed,
            String label,
            Instant createdAt,
            Optional<Instant> revokedAt) {}

    /** Adds one, unless the workspace has {@code most} living ones. */
    boolean add(Kept fresh, int most);

    /** All of a workspace's, the revoked ones too; oldest first. */
    List<Kept> ofWorkspace(Workspace.Id workspace);

    /** True where this workspace has such a secret and it was not revoked before. */
    boolean revoke(Workspace.Id workspace, String id, Instant at);

    /**
     * Notes that a signature was taken, and forgets those that expired before {@code now}.
     *
     * @return false where it was taken before
     */
    boolean take(Workspace.Id workspace, String signature, Instant now, Instant expires);
}
