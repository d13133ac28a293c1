package dev.handwright;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.edge.cli.Cli;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code handwright webhook-secret} on a database of its own. */
final class WebhookSecretCommandsTest {
    @TempDir private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        var all = new ArrayList<>(List.of(arguments));
        all.add("--set=storage.data=" + folder.resolve("data"));
        all.add("--set=storage.runtime=" + folder.resolve("run"));
        var stdout = new PrintWriter(out, true);
        return new Cli(
                        new LocalProgram(Map.of(), stdout),
                        Map.of(),
                        stdout,
                        new PrintWriter(err, true))
                .run(all.toArray(new String[0]));
    }

    @Test
    void aSecretIsMadeShownRotatedAndRemoved() {
        assertThat(run("workspaces", "create", "one")).isZero();
        assertThat(run("webhook-secret", "show")).isZero();
        assertThat(out.toString()).contains("No secret is set.");
        assertThat(run("webhook-secret", "end-previous")).isEqualTo(1);

        assertThat(run("webhook-secret", "rotate")).isZero();
        var first = out.toString();
        assertThat(first.strip()).matches("whsec_[A-Za-z0-9+/]{43}=");

        assertThat(run("webhook-secret", "rotate", "--overlap", "60")).isZero();
        assertThat(out.toString()).isNotEqualTo(first);
        assertThat(run("webhook-secret", "show")).isZero();
        assertThat(out.toString())
                .contains("The one before signs too until")
                .doesNotContain("whsec_");

        assertThat(run("webhook-secret", "end-previous")).isZero();
        assertThat(run("webhook-secret", "remove")).isZero();
        assertThat(run("webhook-secret", "remove")).isEqualTo(1);
    }

    @Test
    void whatIsNotThereIsSaid() {
        assertThat(run("webhook-secret", "rotate")).isEqualTo(2);
        assertThat(err.toString()).contains("--workspace");
        run("workspaces", "create", "one");
        var unknown = "0198c0de-1111-7000-8000-0123456789ab";
        assertThat(run("webhook-secret", "rotate", "--workflow", unknown)).isEqualTo(2);
        assertThat(err.toString()).contains("has no workflow " + unknown);
        assertThat(run("webhook-secret", "rotate", "--overlap", "-1")).isEqualTo(2);
    }
}
