package dev.handwright.desktops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.workspaces.Workspace;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every store of films does. */
public abstract class FilmStoreContract {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");
    protected static final Workspace WORKSPACE = new Workspace(new Workspace.Id("ws_1"), "one", AT);
    private static final Desktop.Id DESKTOP = new Desktop.Id("dsk_1");

    /** One that knows {@link #WORKSPACE}. */
    protected abstract FilmStore store();

    @Test
    void theLastFilmOfADesktopIsFoundByItsWorkspaceAlone() {
        var late = film(2, AT.plusSeconds(9));
        store().add(late);
        store().add(film(1, AT));
        assertThat(store().last(WORKSPACE.id(), DESKTOP)).contains(late);
        assertThat(store().last(WORKSPACE.id(), new Desktop.Id("dsk_2"))).isEmpty();
        assertThat(store().last(new Workspace.Id("ws_2"), DESKTOP)).isEmpty();
    }

    private static Film film(int number, Instant ended) {
        return new Film(new UUID(0, number), WORKSPACE.id(), DESKTOP, AT, ended);
    }
}
