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

/** {@code handwright keys signing} on a database of its own. */
final class SigningCommandsTest {
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
        var program = new LocalProgram(Map.of(), stdout);
        return new Cli(program, Map.of(), stdout, new PrintWriter(err, true))
                .run(all.toArray(new String[0]));
    }

    @Test
    void aSecretIsMadeListedRotatedAndRevoked() {
        assertThat(run("workspaces", "create", "one")).isZero();
        assertThat(run("keys", "signing", "create", "--label", "ci")).isZero();
        var first = out.toString().strip();
        assertThat(first).matches("sign_nen_[A-Za-z0-9_-]{43}");

        assertThat(run("keys", "signing", "list")).isZero();
        assertThat(out.toString()).contains("sgn_", "living", "ci").doesNotContain(first);
        var id = out.toString().split(" ", 2)[0];

        assertThat(run("keys", "signing", "rotate")).isZero();
        assertThat(run("keys", "signing", "create")).isEqualTo(2);
        assertThat(err.toString()).contains("Two secrets are valid already");
        assertThat(run("keys", "signing", "revoke", id)).isZero();
        assertThat(run("keys", "signing", "revoke", id)).isEqualTo(1);
        assertThat(run("keys", "signing", "list")).isZero();
        assertThat(out.toString()).containsOnlyOnce("revoked ").containsOnlyOnce("living");
    }
}
