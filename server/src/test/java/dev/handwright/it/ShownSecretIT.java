package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.handwright.base.Json;
import dev.handwright.fakes.Await;
import dev.handwright.fakes.FakeVendor;
import dev.handwright.fakes.FakeVendor.Move;
import dev.handwright.fakes.FakeVendor.Seen;
import dev.handwright.fakes.RawReceiver;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A secret typed into a field that shows it in clear, and repeated elsewhere on the page, while a
 * model looks, which then says it: nothing that leaves the desktop has its text or its colour.
 */
@Tag("check")
@Timeout(value = 4, unit = TimeUnit.MINUTES)
final class ShownSecretIT {
    private static final String SECRET = "Wq4" + Long.toHexString(System.nanoTime()) + "Lm";

    /** The secret's colour on the page, and that of a heading: what is not hidden is seen. */
    private static final int MAGENTA = 0xff00ff;

    private static final int GREEN = 0x00c000;

    private static final Duration LONG = Duration.ofMinutes(2);

    private static final String PAGE =
            """
            <!doctype html><meta charset=utf-8><title>Order</title>
            <style>body { margin: 40px; background: white; font: 30px monospace }
            input { font: inherit; color: #ff00ff; caret-color: black; width: 800px; border: 2px solid gray }
            h1 { color: #00c000 } p { color: #ff00ff }</style>
            <h1>Order a card</h1><label>Number</label><br><input autofocus id=number>
            <div>You typed</div><p id=echo></p>
            <script>
            number.oninput = () => {
                echo.textContent = number.value;
                fetch('/typed', {method: 'POST', body: number.value});
            };
            </script>
            """;

    private static final String WORKFLOW =
            """
            from nen import Agent, Computer, Secure, WorkflowError
            from pydantic import BaseModel

            class Params(BaseModel):
                URL: str
                looks: int

            class SecureParams(BaseModel):
                number: Secure[str]

            class Result(BaseModel):
                done: bool

            def run(params: Params, secure_params: SecureParams) -> Result:
                computer, agent = Computer(), Agent()
                for _ in range(5):
                    computer.click_at(28, 748)
                    computer.wait_until_still(quiet=1.5, timeout=30)
                    computer.press("ctrl+l")
                    computer.type(params.URL + "\\n")
                    if agent.verify("Is the heading shown?", timeout=8):
                        break
                else:
                    raise WorkflowError("no page")
                computer.type(secure_params.number)
                print("typed", flush=True)
                for _ in range(params.looks):
                    if agent.verify("Is the number shown?", timeout=1):
                        raise WorkflowError("it is shown")
                agent.execute("Order the card")
                return Result(done=True)
            """;

    private final ConcurrentLinkedQueue<String> typed = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<BufferedImage> pictures = new ConcurrentLinkedQueue<>();

    private HttpServer page;

    @BeforeEach
    void servePage() throws IOException {
        page = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        page.createContext("/", this::answer);
        page.start();
    }

    @AfterEach
    void endPage() {
        page.stop(0);
    }

    @Test
    void whatAFieldShowsIsHiddenAndWhatAModelSaysIsRedacted(@TempDir Path folder) throws Exception {
        try (var vendor = new FakeVendor(this::look);
                var webhooks = new RawReceiver(RawReceiver.answer(200, "", ""));
                var server = RealServer.start(vendor.settings("desktops.reachable", reachable()))) {
            var run = start(server, 3, webhooks.url().toString());
            var ended = server.ended(run);

            assertThat(typed).as(server.logs(run)).contains(SECRET);
            assertThat(ended.field("error")).as(server.logs(run)).contains("I read ***");
            var told = vendor.requests.stream().map(Json::write).collect(Collectors.joining());
            assertThat(told).contains("Order the card").doesNotContain(SECRET);
            for (var answer : answers(server, run)) {
                assertThat(answer).isNotBlank().doesNotContain(SECRET);
            }
            Await.that(() -> webhooks.posts().size() == 2);
            assertThat(webhooks.posts()).noneMatch(it -> it.text().contains(SECRET));
            assertThat(new SecretSearch(SECRET).places(server)).isEmpty();
            assertThat(pictures).hasSizeGreaterThan(2).noneMatch(it -> shows(it, MAGENTA));
            assertThat(shows(List.copyOf(pictures).getLast(), GREEN)).isTrue();
            filmIsClean(film(server, ended, folder));
        }
    }

    @Test
    @Tag("full")
    void theNextServerHidesItToo(@TempDir Path folder) throws Exception {
        try (var vendor = new FakeVendor(this::look);
                var webhooks = new RawReceiver(RawReceiver.answer(200, "", ""));
                var server = RealServer.start(vendor.settings("desktops.reachable", reachable()))) {
            var run = start(server, 20, webhooks.url().toString());
            Await.that(LONG, () -> typed.contains(SECRET) && server.logs(run).contains("typed"));
            server.kill();
            int seen = pictures.size();
            server.startAgain();
            var ended = server.ended(run);

            assertThat(server.logs(run)).contains("The code went on.");
            assertThat(ended.field("error")).as(server.logs(run)).contains("I read ***");
            assertThat(pictures).hasSizeGreaterThan(seen + 2);
            assertThat(pictures).noneMatch(it -> shows(it, MAGENTA));
            assertThat(shows(List.copyOf(pictures).getLast(), GREEN)).isTrue();
            filmIsClean(film(server, ended, folder));
            assertThat(server.data().resolve("veils")).isEmptyDirectory();
        }
    }

    /** From desktops, at 10.0.2.2. */
    private String reachable() {
        return "127.0.0.1:" + page.getAddress().getPort();
    }

    private List<Move> look(Seen seen) {
        pictures.add(seen.picture());
        if (seen.acts()) {
            return List.of(new Move.Finish(false, "I read " + SECRET));
        }
        int wanted = seen.told("heading") ? GREEN : MAGENTA;
        return List.of(
                new Move.Say(
                        Json.write(Map.of("holds", seen.shows(wanted), "why", "I saw " + SECRET))));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (exchange.getRequestMethod().equals("POST")) {
                var body = exchange.getRequestBody().readAllBytes();
                typed.add(new String(body, StandardCharsets.UTF_8));
            }
            var bytes = PAGE.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private String start(RealServer server, int looks, String webhook) throws Exception {
        var url = "http://10.0.2.2:" + page.getAddress().getPort() + "/";
        var key = server.command("keys", "signing", "create").lines().toList().getFirst();
        var body =
                Json.write(
                        Map.of(
                                "workflow_id",
                                server.publish("workflow.py", WORKFLOW),
                                "workflow_params",
                                Map.of("URL", url, "looks", looks),
                                "secure_workflow_params",
                                Map.of("number", SECRET),
                                "webhook_callback",
                                webhook));
        var time = Long.toString(System.currentTimeMillis() / 1000);
        var hash =
                MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8));
        var canonical = "POST\n/runs\n" + time + "\n" + HexFormat.of().formatHex(hash);
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        var signature = mac.doFinal(canonical.getBytes(StandardCharsets.UTF_8));
        var answer =
                server.send(
                        server.to("/runs")
                                .header("x-timestamp", time)
                                .header("x-signature", HexFormat.of().formatHex(signature))
                                .POST(BodyPublishers.ofString(body)));
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        return answer.field("messageId");
    }

    private static List<String> answers(RealServer server, String run) {
        return List.of(
                server.get("/runs/" + run).text(),
                server.get("/runs").text(),
                server.logs(run),
                server.get("/runs/" + run + "/steps").text(),
                server.get("/runs/" + run + "/webhooks").text(),
                server.get("/metrics").text(),
                server.log());
    }

    private static Path film(RealServer server, RealServer.Answer run, Path folder)
            throws IOException {
        var url = run.field("recording");
        var film = server.get(url.substring(url.indexOf("/artifacts/")));
        return Files.write(folder.resolve("film.mp4"), film.body());
    }

    /** Colours are a little off in a film. */
    private static void filmIsClean(Path film) throws Exception {
        var pattern = film.resolveSibling("%04d.png").toString();
        var ffmpeg =
                new ProcessBuilder(
                                List.of(
                                        "ffmpeg",
                                        "-v",
                                        "error",
                                        "-i",
                                        film.toString(),
                                        "-vf",
                                        "fps=5",
                                        pattern))
                        .inheritIO()
                        .start();
        assertThat(ffmpeg.waitFor()).isZero();
        boolean heading = false;
        try (var frames = Files.newDirectoryStream(film.getParent(), "*.png")) {
            for (var frame : frames) {
                var picture = ImageIO.read(new ByteArrayInputStream(Files.readAllBytes(frame)));
                assertThat(shows(picture, MAGENTA)).as(frame.toString()).isFalse();
                heading |= shows(picture, GREEN);
            }
        }
        assertThat(heading).as("the film shows what is not hidden").isTrue();
    }

    private static boolean shows(BufferedImage picture, int rgb) {
        int width = picture.getWidth();
        for (int pixel : picture.getRGB(0, 0, width, picture.getHeight(), null, 0, width)) {
            if (isNear(pixel >> 16, rgb >> 16)
                    && isNear(pixel >> 8, rgb >> 8)
                    && isNear(pixel, rgb)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNear(int one, int other) {
        return Math.abs((one & 0xff) - (other & 0xff)) < 80;
    }
}
