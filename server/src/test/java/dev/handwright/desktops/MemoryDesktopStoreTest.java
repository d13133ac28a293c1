package dev.handwright.desktops;

import dev.handwright.fakes.MemoryDesktopStore;

final class MemoryDesktopStoreTest extends DesktopStoreContract {
    private final MemoryDesktopStore store = new MemoryDesktopStore();

    @Override
    protected DesktopStore store() {
        return store;
    }
}
