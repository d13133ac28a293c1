package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.base.Json;
import dev.handwright.fakes.Await;
import dev.handwright.fakes.RawReceiver;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs from end to end: a real server, real sandboxes and desktops, a real receiver. */
@Tag("check")
final class RunsIT {
    private static final String PYTHON =
            """
            from pathlib import Path
            from pydantic import BaseModel
            from nen import Computer

            class Params(BaseModel):
                NAME: str
                times: int = 1

            class Result(BaseModel):
                greeting: str

            def run(params: Params) -> Result:
                print("hello", params.NAME)
                Computer().move(10, 20)
                Path("out.txt").write_text("left behind")
                return Result(greeting=" ".join(["hello " + params.NAME] * params.times))
            """;

    private static final String ENDLESS =
            """
            from pydantic import BaseModel

            class Params(BaseModel):
                pass

            class Result(BaseModel):
                pass

            def run(params: Params) -> Result:
                print("begun", flush=True)
                while True:
                    pass
            """;

    private static RealServer server;
    private static RawReceiver receiver;

    @BeforeAll
    static void start() {
        server = RealServer.start(Map.of("runs.timeout", "8 s", "desktops.pool", "1"));
        receiver = new RawReceiver(RawReceiver.answer(200, "", ""));
    }

    @AfterAll
    static void stop() throws Exception {
        receiver.close();
        server.close();
    }

    @Test
    void aPythonRunDeliversWhatItMade() throws Exception {
        var workflow = server.publish("workflow.py", PYTHON);
        var id = server.run(workflow, Map.of("NAME", "Jane", "times", "2"), receiver.url());
        var run = server.ended(id);
        assertThat(run.field("status")).as(run.text() + server.log()).isEqualTo("completed");
        assertThat(run.field("result")).isEqualTo("{greeting=hello Jane hello Jane}");
        Await.that(() -> events(id).size() == 2);
        var events = events(id);
        assertThat(events.get(0))
                .containsOnlyKeys("workflow_id", "message_id", "status", "expires_at");
        assertThat(events.get(1))
                .containsEntry("status", "success")
                .containsKeys("result", "assets", "recording", "logs");
        var zip = fetch(events.get(1), "assets");
        try (var entries = new ZipInputStream(new ByteArrayInputStream(zip))) {
            assertThat(String.valueOf(entries.getNextEntry())).isEqualTo("assets/out.txt");
            assertThat(entries.readAllBytes())
                    .isEqualTo("left behind".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(new String(fetch(events.get(1), "recording"), 4, 4, StandardCharsets.US_ASCII))
                .isEqualTo("ftyp");
        var log = server.logs(id);
        assertThat(new String(fetch(events.get(1), "logs"), StandardCharsets.UTF_8)).isEqualTo(log);
        assertThat(log).contains("hello Jane", "computer.move x=10 y=20", "\"completed\"");
    }

    @Test
    void aRunThatNeverEndsIsCancelledWithinTwoSeconds() {
        var id = server.run(server.publish("workflow.py", ENDLESS), Map.of(), receiver.url());
        Await.that(() -> server.logs(id).contains("begun"));
        long asked = System.nanoTime();
        assertThat(server.post("/runs/" + id + "/cancel", Map.of()).status()).isEqualTo(202);
        Await.that(() -> events(id).size() == 2);
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(2));
        assertThat(events(id).getLast()).containsEntry("error_type", "cancelled");
        assertThat(server.get("/runs/" + id).field("status")).isEqualTo("cancelled");
    }

    @Test
    void aJavaRunDeliversItsResult() {
        var code =
                """
                record Params(int number) {}

                record Result(int twice) {}

                Result run(Params params) {
                    IO.println("doubling");
                    return new Result(params.number() * 2);
                }
                """;
        var id = server.run(server.publish("Workflow.java", code), number("21"), receiver.url());
        var run = server.ended(id);
        assertThat(run.field("result")).as(run.text()).isEqualTo("{twice=42}");
        assertThat(server.logs(id)).contains("doubling");
        var workflow = run.field("workflowId");
        var refused =
                server.post(
                        "/runs",
                        Map.of("workflow_id", workflow, "workflow_params", number("many")));
        assertThat(refused.status()).isEqualTo(400);
    }

    @Test
    void aRunningRunCanBeWatchedByItsLinkOnly() throws Exception {
        var id = server.run(server.publish("workflow.py", ENDLESS), Map.of(), receiver.url());
        Await.that(() -> server.get("/runs/" + id).text().contains("liveViewUrl"));
        var url = URI.create(server.get("/runs/" + id).field("liveViewUrl"));
        var page = server.get(url.getPath() + "?" + url.getQuery());
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.text()).contains("viewer.css");
        assertThat(server.get(url.getPath() + "?token=1.2").status()).isEqualTo(403);
        server.post("/runs/" + id + "/cancel", Map.of());
        server.ended(id);
        Await.that(() -> server.get(url.getPath() + "?" + url.getQuery()).status() == 404);
    }

    @Test
    void aRunThatTakesTooLongIsStopped() {
        var id = server.run(server.publish("workflow.py", ENDLESS), Map.of(), receiver.url());
        var run = server.ended(id);
        assertThat(run.field("status")).isEqualTo("timeout");
        assertThat(run.field("error_type")).isEqualTo("timeout");
        assertThat(run.field("error")).contains("8 s");
    }

    @Test
    void whatTheCodeRaisesIsTold() {
        var code =
                ENDLESS.replace("while True:", "raise KeyError('no such thing')\n    while True:");
        var run =
                server.ended(
                        server.run(server.publish("workflow.py", code), Map.of(), receiver.url()));
        assertThat(run.field("status")).isEqualTo("failed");
        assertThat(run.field("error_type")).isEqualTo("KeyError");
        assertThat(run.field("error")).contains("no such thing");
    }

    @Test
    void badCodeIsRefusedWithItsLines() {
        var file = Map.of("filename", "workflow.py", "content", "x = 1\ndef run(:\n");
        var answer = server.post("/workflows", Map.of("name", "x", "files", List.of(file)));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.field("message")).startsWith("workflow.py:2:");
    }

    private static Map<String, String> number(String text) {
        return Map.of("number", text);
    }

    private static List<Map<String, Object>> events(String run) {
        var events = new ArrayList<Map<String, Object>>();
        for (var post : receiver.posts()) {
            @SuppressWarnings("unchecked")
            var event = (Map<String, Object>) (Map<?, ?>) Json.readObject(post.text());
            if (run.equals(event.get("message_id"))) {
                events.add(event);
            }
        }
        return events;
    }

    private static byte[] fetch(Map<String, Object> event, String link) {
        var url = URI.create(String.valueOf(event.get(link)));
        var answer = server.get(url.getPath() + "?" + url.getQuery());
        assertThat(answer.status()).isEqualTo(200);
        return answer.body();
    }
}
