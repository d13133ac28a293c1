package dev.handwright.desktops;

import dev.handwright.fakes.MemoryFilmStore;

final class MemoryFilmStoreTest extends FilmStoreContract {
    private final MemoryFilmStore store = new MemoryFilmStore();

    @Override
    protected FilmStore store() {
        return store;
    }
}
