package dev.handwright.viewing;

import dev.handwright.desktops.Desktop;
import java.util.Optional;

/** Keeps sessions, so that links live through a restart of the server. */
public interface ViewSessionStore {
    Optional<ViewSession> find(Desktop.Id desktop);

    /** In the place of the one there was; nothing where the desktop has no row any more. */
    void put(ViewSession session);

    /** Fine where there is none. */
    void remove(Desktop.Id desktop);
}
