package dev.handwright.workspaces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.fakes.CountingIds;
import dev.handwright.fakes.FakeClock;
import dev.handwright.fakes.MemoryWorkspaceStore;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class WorkspacesTest {
    private final FakeClock clock = new FakeClock();
    private final MemoryWorkspaceStore store = new MemoryWorkspaceStore();
    private final Workspaces workspaces = new Workspaces(store, clock, new CountingIds());
    private final Workspace workspace = workspaces.create("one");

    @Test
    void aKeysTextFindsItsHolder() {
        var made = workspaces.createKey(workspace.id(), "ci", Set.of(KeyScope.RUNS));
        assertThat(workspaces.caller(made.text()))
                .contains(new Caller(workspace.id(), made.key().id(), Set.of(KeyScope.RUNS)));
        assertThat(workspaces.caller(made.text() + "x")).isEmpty();
        assertThat(made.toString()).doesNotContain(made.text());
    }

    @Test
    void aKeyRevokedElsewhereWorksASecondAtMost() {
        var made = workspaces.createKey(workspace.id(), "", Set.of(KeyScope.RUNS));
        assertThat(workspaces.caller(made.text())).isPresent();
        store.revoke(workspace.id(), made.key().id(), clock.instant());
        assertThat(workspaces.caller(made.text())).isPresent();
        clock.pass(Duration.ofSeconds(1));
        assertThat(workspaces.caller(made.text())).isEmpty();
    }

    @Test
    void aKeyRevokedHereWorksNoLonger() {
        var made = workspaces.createKey(workspace.id(), "", Set.of(KeyScope.RUNS));
        assertThat(workspaces.caller(made.text())).isPresent();
        assertThat(workspaces.revoke(workspace.id(), made.key().id())).isTrue();
        assertThat(workspaces.caller(made.text())).isEmpty();
    }

    @Test
    void aKeyMakesNoStrongerKey() {
        var maker = new Caller(workspace.id(), new ApiKey.Id("key_0"), Set.of(KeyScope.RUNS));
        assertThat(workspaces.createKey(maker, "", Set.of(KeyScope.RUNS, KeyScope.ADMIN)))
                .isEqualTo(new CreateKeyResult.TooStrong(Set.of(KeyScope.ADMIN)));
        assertThat(workspaces.createKey(maker, "", Set.of(KeyScope.RUNS)))
                .isInstanceOf(CreateKeyResult.Created.class);
    }
}
