package dev.handwright.workspaces;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Keeps workspaces and keys. */
public interface WorkspaceStore {
    void addWorkspace(Workspace workspace);

    /** Oldest first. */
    List<Workspace> workspaces();

    /**
     * @param hash of the key's text, see {@link KeyText}
     */
    void addKey(ApiKey key, String hash);

    /** The key with this hash that is not revoked. */
    Optional<ApiKey> keyByHash(String hash);

    /** All of a workspace's keys, the revoked ones too; oldest first. */
    List<ApiKey> keys(Workspace.Id workspace);

    /** True where this workspace has such a key and it was not revoked before. */
    boolean revoke(Workspace.Id workspace, ApiKey.Id key, Instant at);
}
