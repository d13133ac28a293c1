package dev.handwright.fakes;

import dev.handwright.desktops.Desktop;
import dev.handwright.desktops.VeilStore;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What veils know, as long as a test runs. */
public final class MemoryVeilStore implements VeilStore {
    private final Map<Desktop.Id, byte[]> kept = new ConcurrentHashMap<>();

    @Override
    public void keep(Desktop.Id desktop, byte[] known) {
        kept.put(desktop, known);
    }

    @Override
    public Optional<byte[]> find(Desktop.Id desktop) {
        return Optional.ofNullable(kept.get(desktop));
    }

    @Override
    public void remove(Desktop.Id desktop) {
        kept.remove(desktop);
    }

    @Override
    public Set<Desktop.Id> desktops() {
        return Set.copyOf(kept.keySet());
    }
}
