package dev.handwright.edge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code handwright desktop …} against a server with one desktop. */
final class DesktopCommandsTest {
    private static final String DESKTOP =
            "{\"desktop_id\":\"dsk_1\",\"desktop_type\":\"sandbox\",\"status\":\"running\","
                    + "\"workspace_id\":\"ws_1\",\"name\":\"Büro\",\"created_at\":1795336200,"
                    + "\"updated_at\":1795336200}";

    @TempDir private Path folder;
    private final ConcurrentLinkedQueue<String> requests = new ConcurrentLinkedQueue<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private HttpServer server;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void createPrintsWhatWasMade() {
        assertThat(run("", "create", "--name", "Büro", "--display", "1280x800")).isZero();
        assertThat(out.toString())
                .isEqualTo(
                        """
                        Desktop created successfully!

                          Desktop ID:   dsk_1
                          Name:         Büro
                          Status:       running
                          Created:      2026-11-22T08:30:00Z
                        """);
        assertThat(requests.poll())
                .startsWith("POST /desktops {\"name\":\"Büro\",\"display\":{")
                .contains("\"width\":1280", "\"height\":800");
        assertThat(run("", "create", "--display", "wide")).isEqualTo(2);
    }

    @Test
    void eachCommandHasItsShortForms() {
        for (var command : List.of("create", "list")) {
            assertThat(printed("", command, "-q")).isEqualTo("dsk_1\n");
        }
        assertThat(printed("", "list", "--json")).isEqualTo("[" + DESKTOP + "]\n");
        assertThat(printed("", "list")).isEqualTo("dsk_1  running  2026-11-22T08:30:00Z  Büro\n");
        assertThat(printed("", "status", "dsk_1", "--json")).isEqualTo(DESKTOP + "\n");
        assertThat(printed("", "status", "dsk_1", "--quiet")).isEqualTo("running\n");
    }

    @Test
    void deleteAsksUnlessItIsForced() {
        assertThat(run("y\n", "delete", "dsk_1")).isZero();
        assertThat(err.toString()).contains("Delete desktop dsk_1");
        assertThat(requests).hasSize(1);
        assertThat(run("", "delete", "dsk_1")).isEqualTo(1);
        assertThat(run("n\n", "delete", "dsk_1")).isEqualTo(1);
        assertThat(requests).hasSize(1);
        assertThat(printed("", "delete", "-f", "dsk_1")).isEqualTo("Desktop dsk_1 is deleted.\n");
    }

    @Test
    void whatTheServerRefusesIsSaidAndExitsWithOne() {
        assertThat(run("", "status", "dsk_2")).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("no such desktop\n");
        assertThat(run("", "status")).isEqualTo(2);
    }

    private String printed(String input, String... arguments) {
        out.getBuffer().setLength(0);
        assertThat(run(input, arguments)).isZero();
        return out.toString();
    }

    private int run(String input, String... arguments) {
        var environment =
                Map.of(
                        "NEN_API_URL",
                        "http://127.0.0.1:" + server.getAddress().getPort(),
                        "NEN_API_KEY",
                        "sk_nen_test",
                        "HOME",
                        folder.toString());
        var in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        var line = DesktopCommands.line(environment, in, OutputStream.nullOutputStream());
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        line.setExecutionExceptionHandler((e, _, _) -> {
            if (e instanceof ApiClient.Failure failure) {
                failure.sentences().forEach(line.getErr()::println);
                return 1;
            }
            throw e;
        });
        return line.execute(arguments);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var call = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
            requests.add(call + " " + body);
            var answer =
                    switch (call) {
                        case "POST /desktops", "GET /desktops/dsk_1" -> DESKTOP;
                        case "GET /desktops" -> "[" + DESKTOP + "]";
                        case "DELETE /desktops/dsk_1" ->
                                "{\"desktop_id\":\"dsk_1\",\"status\":\"deleted\"}";
                        default -> "{\"error\":\"no such desktop\"}";
                    };
            var bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.contains("error") ? 404 : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
