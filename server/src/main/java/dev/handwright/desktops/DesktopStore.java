package dev.handwright.desktops;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Keeps which desktops workspaces have made, so that a later server finds them again. */
public interface DesktopStore {
    /** Endings that are kept; the oldest go. */
    int MOST_ENDINGS = 1000;

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

    /** Replaces the ending of the same desktop. */
    void add(Ending ending);

    Optional<Ending> ending(Desktop.Id id);
}
