package dev.handwright.desktops;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Keeps which desktops workspaces have made, so that a later server finds them again. */
public interface DesktopStore {
    /** Oldest first. */
    List<OwnedDesktop> living();

    default Set<Desktop.Id> ids() {
        return living().stream().map(OwnedDesktop::id).collect(Collectors.toUnmodifiableSet());
    }

    void add(OwnedDesktop desktop);

    /** Replaces the name and its time; fine where it is gone. */
    void rename(OwnedDesktop desktop);

    /** Forgets it and all that is kept about it; fine to repeat. */
    void remove(Desktop.Id id);
}
