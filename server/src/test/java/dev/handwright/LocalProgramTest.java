package dev.handwright;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.edge.cli.Cli;
import dev.handwright.it.TestServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on this machine's database, while a server runs on it. */
final class LocalProgramTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void aKeyMadeByTheCommandWorksAndEndsWithTheNextCommand() throws Exception {
        try (var server = TestServer.start()) {
            assertThat(run(server, "keys", "create", "--scopes", "runs,workflows", "--label", "x"))
                    .isZero();
            var text = out.toString().strip();
            assertThat(text).startsWith("sk_nen_");
            var id = err.toString().replaceAll("(?s).*(key_\\w+).*", "$1");
            assertThat(status(server, text)).isEqualTo(200);

            assertThat(run(server, "keys", "list")).isZero();
            assertThat(out.toString()).contains("runs,workflows  living  x").doesNotContain(text);

            assertThat(run(server, "keys", "revoke", id)).isZero();
            await(() -> status(server, text) == 401);
            assertThat(run(server, "keys", "revoke", id)).isEqualTo(1);
        }
    }

    @Test
    void workspacesAreMadeAndListedAndDoNotSeeEachOther() {
        try (var server = TestServer.start()) {
            assertThat(run(server, "workspaces", "create", "second")).isZero();
            var id = out.toString().strip();
            assertThat(id).startsWith("ws_");
            assertThat(run(server, "workspaces", "list")).isZero();
            assertThat(out.toString()).contains("default").contains("second");

            assertThat(run(server, "keys", "create", "--scopes", "admin")).isEqualTo(2);
            assertThat(err.toString()).contains("Say which workspace with --workspace");
            assertThat(run(server, "keys", "create", "--scopes", "admin", "--workspace", id))
                    .isZero();
            var other = out.toString().strip();
            var first = server.get("/keys").text().replaceAll("(?s).*(key_\\w+).*", "$1");
            var revoked =
                    server.send(server.to("/keys/" + first).header("x-api-key", other).DELETE());
            assertThat(revoked.status()).isEqualTo(404);
            assertThat(server.get("/keys").status()).isEqualTo(200);
        }
    }

    @Test
    void wrongUsageIsTwoAndNamesEveryMistake() {
        assertThat(run("keys", "create")).isEqualTo(2);
        assertThat(run("keys", "create", "--scopes", "root")).isEqualTo(2);
        assertThat(run("serve", "--set", "http.prot=1", "--set", "http.port=x")).isEqualTo(2);
        assertThat(err.toString()).contains("http.prot").contains("http.port");
        assertThat(run("version")).isZero();
    }

    @Test
    void aServerThatCannotIsolateRefusesToStart(@TempDir Path folder) {
        var data = folder.toString();
        assertThat(run("serve", "--data", data, "--set", "storage.runtime=/nowhere")).isEqualTo(2);
        assertThat(err.toString())
                .contains("No launcher answers at /nowhere/launcher.sock")
                .contains("--allow-unisolated");
    }

    @Test
    void aSecondServerInTheSameFolderIsRefusedAndTouchesNothing() throws Exception {
        try (var server = TestServer.start()) {
            var inUse = Files.writeString(server.data().resolve("tmp/upload"), "half of it");
            // On the port of the first, so that it ends even where nothing keeps it off the folder.
            var port = "http.port=" + server.address().getPort();
            assertThat(run(server, "serve", "--allow-unisolated", "--set", port)).isEqualTo(2);
            assertThat(err.toString()).contains("Another server works in " + server.data());
            assertThat(inUse).exists();
            assertThat(status(server, server.key())).isEqualTo(200);
        }
    }

    private int run(TestServer server, String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", server.data().toString()));
        return run(all.toArray(new String[0]));
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        var toOut = new PrintWriter(out, true);
        return new Cli(
                        new LocalProgram(Map.of(), toOut),
                        Map.of(),
                        toOut,
                        new PrintWriter(err, true))
                .run(arguments);
    }

    private static int status(TestServer server, String key) {
        return server.send(server.to("/runs").header("x-api-key", key)).status();
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
    }
}
