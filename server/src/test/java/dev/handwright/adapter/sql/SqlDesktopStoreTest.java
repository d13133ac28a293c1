package dev.handwright.adapter.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.desktops.Desktop;
import dev.handwright.desktops.DesktopStore;
import dev.handwright.desktops.DesktopStoreContract;
import dev.handwright.desktops.DisplaySize;
import dev.handwright.desktops.NetworkRules;
import dev.handwright.desktops.OwnedDesktop;
import dev.handwright.fakes.TestDatabase;
import dev.handwright.nodes.Node;
import dev.handwright.workspaces.Workspace;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("database")
final class SqlDesktopStoreTest extends DesktopStoreContract {
    private @TempDir Path folder;
    private Database database;

    @BeforeEach
    void open() {
        database = TestDatabase.open(folder);
        new SqlWorkspaceStore(database).addWorkspace(WORKSPACE);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Override
    protected DesktopStore store() {
        return new SqlDesktopStore(database, TestDatabase.NODE);
    }

    @Test
    void thoseOfAnotherNodeAreSeenButNotItsOwn() {
        var at = Instant.parse("2026-01-02T03:04:05.678Z");
        var far =
                new OwnedDesktop(
                        new Desktop.Id("dsk_far"),
                        WORKSPACE.id(),
                        Optional.empty(),
                        DisplaySize.DEFAULT,
                        NetworkRules.NONE,
                        Optional.empty(),
                        at,
                        at);
        var there = new Node.Id("node_" + "1".repeat(26));
        new SqlDesktopStore(database, there).add(far);
        assertThat(store().living()).isEmpty();
        assertThat(store().ids()).containsExactly(far.id());
        assertThat(store().elsewhere(WORKSPACE.id())).containsExactly(far);
        assertThat(store().elsewhere(new Workspace.Id("ws_2"))).isEmpty();
        assertThat(store().elsewhere(far.id())).contains(there);
        assertThat(new SqlDesktopStore(database, there).elsewhere(far.id())).isEmpty();
    }
}
