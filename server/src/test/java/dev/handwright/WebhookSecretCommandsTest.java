package dev.handwright;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code handwright webhook-secret} on a database of its own. */
final class WebhookSecretCommandsTest {
    private final LocalCommands commands;

    WebhookSecretCommandsTest(@TempDir Path folder) throws IOException {
        commands = new LocalCommands(folder).withKeys();
    }

    @Test
    void aSecretIsMadeShownRotatedAndRemoved() {
        assertThat(commands.run("workspaces", "create", "one")).isZero();
        assertThat(commands.run("webhook-secret", "show")).isZero();
        assertThat(commands.out.toString()).contains("No secret is set.");
        assertThat(commands.run("webhook-secret", "end-previous")).isEqualTo(1);

        assertThat(commands.run("webhook-secret", "rotate")).isZero();
        var first = commands.out.toString();
        assertThat(first.strip()).matches("whsec_[A-Za-z0-9+/]{43}=");

        assertThat(commands.run("webhook-secret", "rotate", "--overlap", "60")).isZero();
        assertThat(commands.out.toString()).isNotEqualTo(first);
        assertThat(commands.run("webhook-secret", "show")).isZero();
        assertThat(commands.out.toString())
                .contains("The one before signs too until")
                .doesNotContain("whsec_");

        assertThat(commands.run("webhook-secret", "end-previous")).isZero();
        assertThat(commands.run("webhook-secret", "remove")).isZero();
        assertThat(commands.run("webhook-secret", "remove")).isEqualTo(1);
    }

    @Test
    void whatIsNotThereIsSaid() {
        assertThat(commands.run("webhook-secret", "rotate")).isEqualTo(2);
        assertThat(commands.err.toString()).contains("--workspace");
        commands.run("workspaces", "create", "one");
        var unknown = "0198c0de-1111-7000-8000-0123456789ab";
        assertThat(commands.run("webhook-secret", "rotate", "--workflow", unknown)).isEqualTo(2);
        assertThat(commands.err.toString()).contains("has no workflow " + unknown);
        assertThat(commands.run("webhook-secret", "rotate", "--overlap", "-1")).isEqualTo(2);
    }
}
