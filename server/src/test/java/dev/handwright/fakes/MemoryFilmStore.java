package dev.handwright.fakes;

import dev.handwright.desktops.Desktop;
import dev.handwright.desktops.Film;
import dev.handwright.desktops.FilmStore;
import dev.handwright.workspaces.Workspace;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Films' rows in memory. */
public final class MemoryFilmStore implements FilmStore {
    private final List<Film> films = new CopyOnWriteArrayList<>();

    @Override
    public void add(Film film) {
        films.add(film);
    }

    @Override
    public Optional<Film> last(Workspace.Id workspace, Desktop.Id desktop) {
        return films.stream()
                .filter(it -> it.workspace().equals(workspace) && it.desktop().equals(desktop))
                .max(Comparator.comparing(Film::endedAt));
    }
}
