package dev.handwright.workspaces;

import dev.handwright.fakes.MemoryWorkspaceStore;

final class MemoryWorkspaceStoreTest extends WorkspaceStoreContract {
    private final WorkspaceStore store = new MemoryWorkspaceStore();

    @Override
    protected WorkspaceStore store() {
        return store;
    }
}
