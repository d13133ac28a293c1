package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.handwright.fakes.Await;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A password on its way into a page: while the page has it and the run goes on, it is looked for
 * everywhere, and found nowhere but in the desktop's browser and display server.
 */
@Tag("check")
@Timeout(value = 4, unit = TimeUnit.MINUTES)
final class SecureRunIT {
    /** A pattern of its own each time, so that no earlier run's is found. */
    private static final String PASSWORD = "Qz7" + Long.toHexString(System.nanoTime()) + "Kx";

    private static final String PAGE =
            """
            <!doctype html><title>Sign in</title>
            <form method=post><input name=user autofocus><input name=password type=password><button>Go</button></form>
            """;

    private static final SecretSearch SEARCH = new SecretSearch(PASSWORD);

    private final AtomicReference<String> received = new AtomicReference<>("");
    private final CountDownLatch searched = new CountDownLatch(1);

    @Test
    void aPasswordIsInThePageAndNowhereElse() throws Exception {
        var page = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        page.createContext("/", this::answer);
        page.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        page.start();
        int port = page.getAddress().getPort();
        try (var server = RealServer.start(Map.of("desktops.reachable", "127.0.0.1:" + port))) {
            var workflow = server.publish("workflow.py", example("workflow.py"));
            assertThat(server.get("/workflows/" + workflow).field("allowedHosts"))
                    .isEqualTo("[10.0.2.2]");
            var secret = server.command("keys", "signing", "create").lines().toList().getFirst();
            var run = start(server, workflow, "http://10.0.2.2:" + port + "/", secret);
            Await.that(
                    Duration.ofMinutes(2),
                    () -> !received.get().isEmpty() || isOver(server.get("/runs/" + run)));
            assertThat(received.get())
                    .as(server.logs(run))
                    .isEqualTo("user=nurse&password=" + PASSWORD);
            assertThat(SEARCH.places(server)).as("where the password is").isEmpty();
            searched.countDown();

            var ended = server.ended(run);
            assertThat(ended.field("status")).as(ended.text()).isEqualTo("completed");
            assertThat(ended.field("result"))
                    .isEqualTo("{receipt=welcome, password=<secure password>}");
            assertThat(ended.text()).doesNotContain(PASSWORD);
            assertThat(server.logs(run))
                    .contains("computer.type interval=0.02 secure=password")
                    .doesNotContain(PASSWORD);
            assertThat(SEARCH.places(server)).as("where the password still is").isEmpty();
            assertThat(server.post("/runs/" + run + "/retry", Map.of()).status()).isEqualTo(409);
        } finally {
            searched.countDown();
            page.stop(0);
        }
    }

    private static boolean isOver(RealServer.Answer run) {
        return !List.of("queued", "running").contains(run.field("status"));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean post = exchange.getRequestMethod().equals("POST");
            if (post) {
                var form = exchange.getRequestBody().readAllBytes();
                received.set(
                        URLDecoder.decode(
                                new String(form, StandardCharsets.UTF_8), StandardCharsets.UTF_8));
                searched.await(); // The run goes on until the search is done.
                exchange.getResponseHeaders()
                        .set("Content-Disposition", "attachment; filename=receipt.txt");
            }
            var bytes = (post ? "welcome" : PAGE).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", post ? "text/plain" : "text/html");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** By the example program, as its users do. */
    private static String start(RealServer server, String workflow, String url, String secret)
            throws Exception {
        var builder =
                new ProcessBuilder(
                                "/usr/bin/python3",
                                "examples/05-signed-run/start.py",
                                workflow,
                                url)
                        .directory(ExampleProgram.root().toFile())
                        .redirectErrorStream(true);
        builder.environment()
                .putAll(
                        Map.of(
                                "NEN_API_URL",
                                "http://127.0.0.1:" + server.port(),
                                "NEN_API_KEY",
                                server.key(),
                                "NEN_SIGNING_SECRET",
                                secret));
        var process = builder.start();
        try (var in = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8)) {
            in.write(PASSWORD + "\n");
        }
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said.strip();
    }

    private static String example(String file) throws IOException {
        return Files.readString(ExampleProgram.root().resolve("examples/05-signed-run/" + file));
    }
}
