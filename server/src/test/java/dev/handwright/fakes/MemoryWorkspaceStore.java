package dev.handwright.fakes;

import dev.handwright.workspaces.ApiKey;
import dev.handwright.workspaces.Workspace;
import dev.handwright.workspaces.WorkspaceStore;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Workspaces and keys in memory. */
public final class MemoryWorkspaceStore implements WorkspaceStore {
    private final Map<Workspace.Id, Workspace> workspaces = new LinkedHashMap<>();
    private final Map<String, ApiKey> keys = new LinkedHashMap<>();

    @Override
    public synchronized void addWorkspace(Workspace workspace) {
        workspaces.put(workspace.id(), workspace);
    }

    @Override
    public synchronized List<Workspace> workspaces() {
        return List.copyOf(workspaces.values());
    }

    @Override
    public synchronized void addKey(ApiKey key, String hash) {
        if (!workspaces.containsKey(key.workspace())) {
            throw new IllegalStateException("no workspace " + key.workspace());
        }
        keys.put(hash, key);
    }

    @Override
    public synchronized Optional<ApiKey> keyByHash(String hash) {
        return Optional.ofNullable(keys.get(hash)).filter(it -> it.revokedAt().isEmpty());
    }

    @Override
    public synchronized List<ApiKey> keys(Workspace.Id workspace) {
        return keys.values().stream().filter(it -> it.workspace().equals(workspace)).toList();
    }

    @Override
    public synchronized boolean revoke(Workspace.Id workspace, ApiKey.Id id, Instant at) {
        for (var entry : keys.entrySet()) {
            var key = entry.getValue();
            if (key.id().equals(id)
                    && key.workspace().equals(workspace)
                    && key.revokedAt().isEmpty()) {
                entry.setValue(
                        new ApiKey(
                                key.id(),
                                key.workspace(),
                                key.hint(),
                                key.label(),
                                key.scopes(),
                                key.createdAt(),
                                Optional.of(at)));
                return true;
            }
        }
        return false;
    }
}
