package dev.handwright.workspaces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every store of workspaces does. */
public abstract class WorkspaceStoreContract {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final Workspace ONE = new Workspace(new Workspace.Id("ws_1"), "one", AT);
    private static final Workspace TWO =
            new Workspace(new Workspace.Id("ws_2"), "two", AT.plusSeconds(1));

    protected abstract WorkspaceStore store();

    @Test
    void workspacesAreListedOldestFirst() {
        store().addWorkspace(ONE);
        store().addWorkspace(TWO);
        assertThat(store().workspaces()).containsExactly(ONE, TWO);
    }

    @Test
    void aKeyIsFoundByItsHashUntilItIsRevoked() {
        store().addWorkspace(ONE);
        var key = key("key_1", ONE);
        store().addKey(key, "hash");
        assertThat(store().keyByHash("hash")).contains(key);
        assertThat(store().keyByHash("other")).isEmpty();
        assertThat(store().revoke(ONE.id(), key.id(), AT.plusSeconds(9))).isTrue();
        assertThat(store().keyByHash("hash")).isEmpty();
        assertThat(store().revoke(ONE.id(), key.id(), AT.plusSeconds(10))).isFalse();
        assertThat(store().keys(ONE.id()))
                .singleElement()
                .extracting(ApiKey::revokedAt)
                .isEqualTo(Optional.of(AT.plusSeconds(9)));
    }

    @Test
    void noWorkspaceSeesOrRevokesAnothersKeys() {
        store().addWorkspace(ONE);
        store().addWorkspace(TWO);
        store().addKey(key("key_1", ONE), "hash");
        assertThat(store().keys(TWO.id())).isEmpty();
        assertThat(store().revoke(TWO.id(), new ApiKey.Id("key_1"), AT)).isFalse();
        assertThat(store().keyByHash("hash")).isPresent();
    }

    @Test
    void aKeyNeedsItsWorkspace() {
        assertThatThrownBy(() -> store().addKey(key("key_1", ONE), "hash"))
                .isInstanceOf(RuntimeException.class);
    }

    private static ApiKey key(String id, Workspace workspace) {
        return new ApiKey(
                new ApiKey.Id(id),
                workspace.id(),
                "sk_nen_abcde…",
                "label",
                Set.of(KeyScope.RUNS, KeyScope.WORKFLOWS),
                AT,
                Optional.empty());
    }
}
