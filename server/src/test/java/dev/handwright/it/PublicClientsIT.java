package dev.handwright.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Every call of the three public clients, as each of them sends it ({@code api/golden/sdk}),
 * against a real server; the answers are checked by models as strict as theirs.
 */
@Tag("check")
@Timeout(180)
final class PublicClientsIT {
    private static final String REPLAY = "server/src/test/resources/sdk/replay.";
    private static final List<String> BYTE_FOR_BYTE = List.of("/usr/bin/python3", REPLAY + "py");
    private static final List<String> WITH_FETCH = List.of("node", REPLAY + "mjs");

    private static RealServer server;

    @BeforeAll
    static void start() {
        server = RealServer.start(Map.of("desktops.pool", "1"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void whatThePythonClientSendsIsAnsweredAsItNeeds() throws Exception {
        replay(BYTE_FOR_BYTE, "python");
    }

    @Test
    void whatTheGoClientSendsIsAnsweredAsItNeeds() throws Exception {
        replay(BYTE_FOR_BYTE, "go");
    }

    @Test
    void whatTheJavaScriptClientSendsIsAnsweredAsItNeeds() throws Exception {
        replay(BYTE_FOR_BYTE, "javascript");
        replay(WITH_FETCH, "javascript");
    }

    private static void replay(List<String> program, String client) throws Exception {
        var root = ExampleProgram.root();
        var command = new ArrayList<>(program);
        command.add("127.0.0.1:" + server.port());
        command.add(server.key());
        command.add("api/golden/sdk/" + client + ".json");
        var builder =
                new ProcessBuilder(command).directory(root.toFile()).redirectErrorStream(true);
        builder.environment().put("PYTHONPATH", root.resolve("build/python").toString());
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        var process = builder.start();
        var said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains(" 0 wrong");
    }
}
