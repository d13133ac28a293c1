package dev.handwright.artifacts;

import dev.handwright.fakes.MemoryBlobStore;

final class MemoryBlobStoreTest extends BlobStoreContract {
    private final BlobStore store = new MemoryBlobStore();

    @Override
    protected BlobStore store() {
        return store;
    }
}
