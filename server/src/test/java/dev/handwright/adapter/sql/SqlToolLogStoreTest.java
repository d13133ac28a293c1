package dev.handwright.adapter.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.desktops.Desktop;
import dev.handwright.desktops.DisplaySize;
import dev.handwright.desktops.NetworkRules;
import dev.handwright.desktops.OwnedDesktop;
import dev.handwright.fakes.TestDatabase;
import dev.handwright.nodes.Node;
import dev.handwright.tools.ToolLog;
import dev.handwright.workspaces.Workspace;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("database")
final class SqlToolLogStoreTest {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final Workspace WORKSPACE = new Workspace(new Workspace.Id("ws_1"), "one", AT);
    private static final Desktop.Id HERE = new Desktop.Id("dsk_here");
    private static final Desktop.Id THERE = new Desktop.Id("dsk_there");

    private @TempDir Path folder;
    private Database database;

    @BeforeEach
    void open() {
        database = TestDatabase.open(folder);
        new SqlWorkspaceStore(database).addWorkspace(WORKSPACE);
        desktop(HERE, TestDatabase.NODE);
        desktop(THERE, new Node.Id("node_" + "1".repeat(26)));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void nodesDoNotTakeEachOthersPlaces() {
        var here = new SqlToolLogStore(database);
        var there = new SqlToolLogStore(database);
        here.add(entries(HERE, "click", "type"), 10);
        there.add(entries(THERE, "move"), 10);
        here.add(entries(HERE, "press"), 10);
        assertThat(actions(HERE)).containsExactly("click", "type", "press");
        assertThat(actions(THERE)).containsExactly("move");
    }

    @Test
    void theOldestGo() {
        var store = new SqlToolLogStore(database);
        store.add(entries(HERE, "1", "2", "3"), 2);
        assertThat(actions(HERE)).containsExactly("2", "3");
        store.add(entries(HERE, "4"), 2);
        assertThat(actions(HERE)).containsExactly("3", "4");
    }

    @Test
    void thoseOfADesktopThatIsGoneAreDropped() {
        var gone = new Desktop.Id("dsk_gone");
        var store = new SqlToolLogStore(database);
        var both = List.of(entries(gone, "1").getFirst(), entries(HERE, "2").getFirst());
        store.add(both, 10);
        assertThat(actions(gone)).isEmpty();
        assertThat(actions(HERE)).containsExactly("2");
    }

    private List<String> actions(Desktop.Id desktop) {
        return new SqlToolLogStore(database)
                .of(desktop).stream().map(ToolLog.Entry::action).toList();
    }

    private static List<ToolLog.Entry> entries(Desktop.Id desktop, String... actions) {
        return Arrays.stream(actions)
                .map(it ->
                        new ToolLog.Entry(
                                "act_" + it,
                                desktop,
                                AT,
                                "computer",
                                it,
                                "{}",
                                Duration.ZERO,
                                Optional.empty()))
                .toList();
    }

    private void desktop(Desktop.Id id, Node.Id node) {
        new SqlDesktopStore(database, node)
                .add(
                        new OwnedDesktop(
                                id,
                                WORKSPACE.id(),
                                Optional.empty(),
                                DisplaySize.DEFAULT,
                                NetworkRules.NONE,
                                Optional.empty(),
                                AT,
                                AT));
    }
}
