package dev.handwright.fakes;

import dev.handwright.desktops.Desktop;
import dev.handwright.desktops.DesktopStore;
import dev.handwright.desktops.OwnedDesktop;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Desktops of workspaces in memory. */
public final class MemoryDesktopStore implements DesktopStore {
    private final Map<Desktop.Id, OwnedDesktop> rows = new ConcurrentHashMap<>();

    @Override
    public List<OwnedDesktop> living() {
        return rows.values().stream()
                .sorted(
                        Comparator.comparing(OwnedDesktop::createdAt)
                                .thenComparing(it -> it.id().value()))
                .toList();
    }

    @Override
    public void add(OwnedDesktop desktop) {
        rows.put(desktop.id(), desktop);
    }

    @Override
    public void rename(OwnedDesktop desktop) {
        rows.replace(desktop.id(), desktop);
    }

    @Override
    public void remove(Desktop.Id id) {
        rows.remove(id);
    }
}
