package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.base.Json;
import dev.handwright.fakes.Await;
import dev.handwright.fakes.TestPostgres;
import dev.handwright.fakes.ViewerSocket;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two real servers on one PostgreSQL: what one has, the other answers for. */
@Tag("check")
final class ForwardingIT {
    private static final Leftovers LEFTOVERS = new Leftovers();

    private static RealServer one;
    private static RealServer other;

    @BeforeAll
    static void start() {
        var shared =
                NodeSettings.on(
                        TestPostgres.fresh(), Duration.ofMillis(200), Duration.ofSeconds(3));
        shared.put("sandboxes.warm_python", "0");
        shared.put("sandboxes.warm_java", "0");
        shared.putAll(LEFTOVERS.settings());
        one = RealServer.start(Map.copyOf(shared));
        shared.put("nodes.roles", "api");
        other = RealServer.startWithoutRooms(Map.copyOf(shared));
        other.use(one.key());
    }

    @AfterAll
    static void stop() {
        other.close();
        one.close();
    }

    @Test
    void whatOneHasTheOtherAnswersFor() {
        var made = other.post("/desktops", Map.of("name", "far"));
        assertThat(made.status()).as(made.text() + one.log()).isEqualTo(201);
        var id = made.field("desktop_id");
        assertThat(other.get("/desktops").text()).contains(id);
        assertThat(other.get("/desktops/" + id).text())
                .isEqualTo(one.get("/desktops/" + id).text());

        var act =
                other.post(
                        "/desktops/" + id + "/execute",
                        Map.of("tool", "computer", "action", "screenshot"));
        assertThat(act.status()).as(act.text()).isEqualTo(200);
        assertThat(act.text()).contains("\"base64_image\":\"iVBOR");
        var wrong = other.post("/desktops/" + id + "/execute", Map.of("tool", "none"));
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(Json.readObject(wrong.text())).containsOnlyKeys("error");

        filesGoBothWays(id);
        aViewerIsPassedOn(id);
        nobodyGetsInWithoutAKey(id);

        assertThat(other.delete("/desktops/" + id).status()).isEqualTo(200);
        assertThat(other.get("/desktops/" + id).status()).isEqualTo(404);
        assertThat(other.get("/desktops").text()).doesNotContain(id);
        theNodeGoesAndComesBack();
    }

    @Test
    void aRunIsFollowedFromWhereItIsNot() throws Exception {
        var workflow =
                one.publish(
                        "workflow.py",
                        """
                        import time
                        from pydantic import BaseModel
                        from nen import Computer

                        class Params(BaseModel):
                            pass

                        class Result(BaseModel):
                            ok: bool

                        def run(params: Params) -> Result:
                            Computer().press("Tab")
                            print("first", flush=True)
                            time.sleep(5)
                            print("last", flush=True)
                            return Result(ok=True)
                        """);
        var run = other.post("/runs", Map.of("workflow_id", workflow)).field("messageId");
        Await.that(
                Duration.ofSeconds(60),
                () -> other.get("/runs/" + run).text().contains("liveViewUrl"));
        var link = other.get("/runs/" + run).field("liveViewUrl");
        var view = link.substring(link.indexOf("/desktops/"));
        Await.that(() -> other.get(view).status() == 200); // once the code has used its desktop
        var follow = other.to("/runs/" + run + "/logs").header("Accept", "text/event-stream");
        assertThat(other.send(follow).text()).contains("first").contains("last");
        assertThat(other.ended(run).field("status")).isEqualTo("completed");
    }

    private static void filesGoBothWays(String id) {
        var bytes = new byte[5_000_000];
        new Random(1).nextBytes(bytes);
        var path = "/desktops/" + id + "/files/100%25%20a.bin";
        var whole = other.send(other.to(path).POST(BodyPublishers.ofByteArray(bytes)));
        assertThat(whole.text()).contains("\"size\":5000000");
        assertThat(Arrays.equals(one.get(path).body(), bytes)).isTrue();
        assertThat(Arrays.equals(other.get(path).body(), bytes)).isTrue();
        var pieces = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes, 0, 70_000));
        assertThat(other.send(other.to(path).POST(pieces)).text()).contains("\"size\":70000");
        assertThat(other.get("/desktops/" + id + "/files").text()).contains("100% a.bin");
        assertThat(other.delete(path).status()).isEqualTo(204);
    }

    private static void aViewerIsPassedOn(String id) {
        var session = other.to("/desktops/" + id + "/session").PUT(BodyPublishers.noBody());
        var link = other.send(session).field("href");
        var token = link.substring(link.indexOf('=') + 1);
        assertThat(other.get("/desktops/" + id + "/view?token=" + token).text())
                .contains("<!doctype html>");
        assertThat(other.get("/desktops/" + id + "/view?token=x").status()).isEqualTo(403);
        var client = HttpClient.newHttpClient();
        try {
            var address = URI.create("http://127.0.0.1:" + other.port());
            var viewer = ViewerSocket.open(client, address, id, token, Optional.empty());
            assertThat(viewer.firstBytes()).isEqualTo("RFB 003.008\n");
            assertThat(viewer.isOpen()).isTrue();
            assertThat(other.send(other.to("/desktops/" + id + "/session").DELETE()).status())
                    .isEqualTo(204);
            assertThat(viewer.ended()).startsWith("4001");
        } finally {
            client.shutdownNow();
        }
    }

    private static void nobodyGetsInWithoutAKey(String id) {
        for (var server : List.of(one, other)) {
            var none = server.to("/desktops/" + id).setHeader("x-api-key", "sk_nen_no");
            assertThat(server.send(none).status()).isEqualTo(401);
            var forged = none.copy().setHeader("X-Handwright-Pass", "e30.AAAA");
            assertThat(server.send(forged).status()).isEqualTo(401);
        }
    }

    private static void theNodeGoesAndComesBack() {
        var id = other.post("/desktops", Map.of()).field("desktop_id");
        try {
            // Paused it takes connections, and is silent.
            signal("STOP");
            assertThat(other.get("/desktops/" + id).status()).isEqualTo(503);
            signal("CONT");
            Await.that(Duration.ofSeconds(30), () -> other.get("/desktops/" + id).status() == 200);
            one.kill();
            var gone = other.get("/desktops/" + id);
            assertThat(gone.status()).isEqualTo(503);
            assertThat(Json.readObject(gone.text())).containsOnlyKeys("error");
            assertThat(gone.text()).doesNotContain("node_");
            one.startAgain();
            Await.that(Duration.ofSeconds(30), () -> other.get("/desktops/" + id).status() == 200);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, "" + one.pid()).start().waitFor();
    }
}
