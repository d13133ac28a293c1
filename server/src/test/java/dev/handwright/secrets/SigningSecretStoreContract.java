package dev.handwright.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.secrets.SigningSecretStore.Kept;
import dev.handwright.workspaces.Workspace;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every store of signing secrets does; the workspaces ws_1 and ws_2 are there. */
public abstract class SigningSecretStoreContract {
    private static final Workspace.Id ONE = new Workspace.Id("ws_1");
    private static final Workspace.Id TWO = new Workspace.Id("ws_2");
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");

    protected abstract SigningSecretStore store();

    @Test
    void onlySoManyLiveAtOnceInEachWorkspace() {
        assertThat(store().add(kept("sgn_1", ONE), 2)).isTrue();
        assertThat(store().add(kept("sgn_2", ONE), 2)).isTrue();
        assertThat(store().add(kept("sgn_3", ONE), 2)).isFalse();
        assertThat(store().add(kept("sgn_4", TWO), 2)).isTrue();
        assertThat(store().revoke(ONE, "sgn_1", AT)).isTrue();
        assertThat(store().add(kept("sgn_3", ONE), 2)).isTrue();
        assertThat(store().ofWorkspace(ONE))
                .extracting(Kept::id)
                .containsExactly("sgn_1", "sgn_2", "sgn_3");
    }

    @Test
    void oneIsRevokedOnceAndByItsWorkspaceOnly() {
        assertThat(store().add(kept("sgn_1", ONE), 2)).isTrue();
        assertThat(store().revoke(TWO, "sgn_1", AT)).isFalse();
        assertThat(store().revoke(ONE, "sgn_1", AT)).isTrue();
        assertThat(store().revoke(ONE, "sgn_1", AT.plusSeconds(1))).isFalse();
        assertThat(store().ofWorkspace(ONE))
                .singleElement()
                .extracting(Kept::revokedAt)
                .isEqualTo(Optional.of(AT));
    }

    @Test
    void aSignatureIsTakenOnceUntilItExpires() {
        var expires = AT.plusSeconds(600);
        assertThat(store().take(ONE, "aa", AT, expires)).isTrue();
        assertThat(store().take(ONE, "aa", AT.plusSeconds(599), expires)).isFalse();
        assertThat(store().take(TWO, "aa", AT, expires)).isTrue();
        assertThat(store().take(ONE, "bb", AT, expires)).isTrue();
        assertThat(store().take(ONE, "aa", expires.plusMillis(1), expires)).isTrue();
    }

    private static Kept kept(String id, Workspace.Id workspace) {
        return new Kept(id, workspace, "sealed", "label", AT, Optional.empty());
    }
}
