package dev.handwright.fakes;

import dev.handwright.desktops.Desktop;
import dev.handwright.desktops.DesktopStore;
import dev.handwright.desktops.Ending;
import dev.handwright.desktops.OwnedDesktop;
import dev.handwright.nodes.Node;
import dev.handwright.workspaces.Workspace;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Desktops of workspaces in memory. */
public final class MemoryDesktopStore implements DesktopStore {
    private final Map<Desktop.Id, OwnedDesktop> rows = new ConcurrentHashMap<>();

    /** Those on other nodes. */
    public final List<OwnedDesktop> elsewhere = new CopyOnWriteArrayList<>();

    private final Map<Desktop.Id, Ending> endings = new ConcurrentHashMap<>();

    @Override
    public List<OwnedDesktop> living() {
        return rows.values().stream()
                .sorted(
                        Comparator.comparing(OwnedDesktop::createdAt)
                                .thenComparing(it -> it.id().value()))
                .toList();
    }

    @Override
    public Set<Desktop.Id> ids() {
        return Set.copyOf(rows.keySet());
    }

    @Override
    public List<OwnedDesktop> elsewhere(Workspace.Id workspace) {
        return elsewhere.stream().filter(it -> it.workspace().equals(workspace)).toList();
    }

    @Override
    public Optional<Node.Id> elsewhere(Desktop.Id id) {
        return Optional.empty();
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

    @Override
    public void add(Ending ending) {
        endings.put(ending.desktop(), ending);
        endings.values().stream()
                .sorted(
                        Comparator.comparing(Ending::at)
                                .thenComparing(it -> it.desktop().value())
                                .reversed())
                .skip(MOST_ENDINGS)
                .toList()
                .forEach(it -> endings.remove(it.desktop()));
    }

    @Override
    public Optional<Ending> ending(Desktop.Id id) {
        return Optional.ofNullable(endings.get(id));
    }
}
