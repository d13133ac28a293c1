package dev.handwright.secrets;

import dev.handwright.fakes.MemorySigningSecretStore;

final class MemorySigningSecretStoreTest extends SigningSecretStoreContract {
    private final SigningSecretStore store = new MemorySigningSecretStore();

    @Override
    protected SigningSecretStore store() {
        return store;
    }
}
