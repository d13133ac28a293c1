package dev.handwright.desktops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.workspaces.Workspace;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every store of desktops does. */
public abstract class DesktopStoreContract {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");
    protected static final Workspace WORKSPACE = new Workspace(new Workspace.Id("ws_1"), "one", AT);

    /** One that knows {@link #WORKSPACE}. */
    protected abstract DesktopStore store();

    @Test
    void whatIsAddedComesBackWholeAndOldestFirst() {
        var late = desktop("dsk_a", AT.plusMillis(1));
        var early =
                new OwnedDesktop(
                        new Desktop.Id("dsk_b"),
                        WORKSPACE.id(),
                        Optional.of(new OwnedDesktop.Name("Büro 🖥")),
                        new DisplaySize(1920, 1080),
                        NetworkRules.parse(List.of("198.51.100.0/24:443"), List.of("198.51.100.7"))
                                .withHosts(List.of(new HostPattern("example.com"))),
                        Optional.of(Duration.ofMinutes(5)),
                        AT,
                        AT.plusSeconds(1));
        store().add(late);
        store().add(early);
        assertThat(store().living()).containsExactly(early, late);
        assertThat(store().ids()).containsExactlyInAnyOrder(early.id(), late.id());
    }

    @Test
    void anotherNameIsKeptWithItsTime() {
        var desktop = desktop("dsk_a", AT);
        store().add(desktop);
        var renamed = desktop.renamed(new OwnedDesktop.Name("new"), AT.plusSeconds(9));
        store().rename(renamed);
        assertThat(store().living()).containsExactly(renamed);
    }

    @Test
    void whatIsRemovedIsGoneAndMayBeRemovedAgain() {
        var desktop = desktop("dsk_a", AT);
        store().add(desktop);
        store().remove(desktop.id());
        store().remove(desktop.id());
        store().rename(desktop.renamed(new OwnedDesktop.Name("late"), AT));
        assertThat(store().living()).isEmpty();
    }

    @Test
    void anEndingIsKeptAndReplaced() {
        var ending =
                new Ending(new Desktop.Id("dsk_a"), WORKSPACE.id(), AT, "nobody used it for 5 s");
        store().add(ending);
        assertThat(store().ending(ending.desktop())).contains(ending);
        var other = new Ending(ending.desktop(), WORKSPACE.id(), AT.plusMillis(1), "it died");
        store().add(other);
        assertThat(store().ending(ending.desktop())).contains(other);
        assertThat(store().ending(new Desktop.Id("dsk_b"))).isEmpty();
    }

    @Test
    void theOldestEndingsGo() {
        for (int i = 0; i <= DesktopStore.MOST_ENDINGS; i++) {
            var id = new Desktop.Id("dsk_" + (5000 + i));
            store().add(new Ending(id, WORKSPACE.id(), AT.plusMillis(i / 2), "it died"));
        }
        assertThat(store().ending(new Desktop.Id("dsk_5000"))).isEmpty();
        assertThat(store().ending(new Desktop.Id("dsk_5001"))).isPresent();
        assertThat(store().ending(new Desktop.Id("dsk_6000"))).isPresent();
    }

    private static OwnedDesktop desktop(String id, Instant at) {
        return new OwnedDesktop(
                new Desktop.Id(id),
                WORKSPACE.id(),
                Optional.empty(),
                DisplaySize.DEFAULT,
                NetworkRules.NONE,
                Optional.empty(),
                at,
                at);
    }
}
