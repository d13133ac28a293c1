package dev.handwright;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code handwright keys signing} on a database of its own. */
final class SigningCommandsTest {
    private final LocalCommands commands;

    SigningCommandsTest(@TempDir Path folder) throws IOException {
        commands = new LocalCommands(folder).withKeys();
    }

    @Test
    void aSecretIsMadeListedRotatedAndRevoked() {
        assertThat(commands.run("workspaces", "create", "one")).isZero();
        assertThat(commands.run("keys", "signing", "create", "--label", "ci")).isZero();
        var first = commands.out.toString().strip();
        assertThat(first).matches("sign_nen_[A-Za-z0-9_-]{43}");

        assertThat(commands.run("keys", "signing", "list")).isZero();
        assertThat(commands.out.toString()).contains("sgn_", "living", "ci").doesNotContain(first);
        var id = commands.out.toString().split(" ", 2)[0];

        assertThat(commands.run("keys", "signing", "rotate")).isZero();
        assertThat(commands.run("keys", "signing", "create")).isEqualTo(2);
        assertThat(commands.err.toString()).contains("Two secrets are valid already");
        assertThat(commands.run("keys", "signing", "revoke", id)).isZero();
        assertThat(commands.run("keys", "signing", "revoke", id)).isEqualTo(1);
        assertThat(commands.run("keys", "signing", "list")).isZero();
        assertThat(commands.out.toString()).containsOnlyOnce("revoked ").containsOnlyOnce("living");
    }
}
