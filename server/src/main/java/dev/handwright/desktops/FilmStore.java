package dev.handwright.desktops;

import dev.handwright.workspaces.Workspace;
import java.util.Optional;

/** Knows which films there are; they outlast their desktops. */
public interface FilmStore {
    void add(Film film);

    /** That which ended last. */
    Optional<Film> last(Workspace.Id workspace, Desktop.Id desktop);
}
