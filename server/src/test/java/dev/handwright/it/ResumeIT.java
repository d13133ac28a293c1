package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.base.Json;
import dev.handwright.fakes.Await;
import dev.handwright.fakes.RawReceiver;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs go on where they were after a kill -9 of the server, with a real browser that counts. */
@Tag("check")
@Timeout(value = 4, unit = TimeUnit.MINUTES)
final class ResumeIT {
    private static final Duration LONG = Duration.ofSeconds(90);

    private static final String CODE =
            """
            import time
            from pydantic import BaseModel
            from nen import Computer, WorkflowError

            class Params(BaseModel):
                URL: str
                clicks: int

            class Result(BaseModel):
                clicks: int

            computer = Computer()

            def arrived(name: str, looks: int = 100) -> bool:
                for _ in range(looks):
                    if computer.drive("~/Downloads").files(name):
                        return True
                    time.sleep(0.2)
                return False

            def run(params: Params) -> Result:
                print("begun", flush=True)
                for _ in range(5):
                    computer.click_at(28, 748)
                    computer.wait_until_still(quiet=1, timeout=30)
                    computer.press("ctrl+l")
                    computer.type(params.URL + "\\n")
                    if arrived("loaded*", looks=30):
                        break
                for n in range(1, params.clicks + 1):
                    computer.click_at(500, 400)
                    if not arrived(f"click-{n}*"):
                        raise WorkflowError(f"click {n} was not seen")
                return Result(clicks=params.clicks)
            """;

    private static CountingPage page;
    private static RawReceiver receiver;
    private static RealServer server;

    @BeforeAll
    static void start() throws IOException {
        page = new CountingPage();
        receiver = new RawReceiver(RawReceiver.answer(200, "", ""));
        server =
                RealServer.start(
                        Map.of("desktops.reachable", page.reachable(), "desktops.pool", "0"));
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        receiver.close();
        page.close();
    }

    @Test
    void aKilledServerGoesOnWithItsRunOnTheSameDesktop() throws Exception {
        page.hold(2);
        var run =
                server.run(
                        server.publish("workflow.py", CODE),
                        Map.of("URL", page.url(), "clicks", 4),
                        receiver.url());
        Await.that(LONG, () -> page.clicks() == 2);
        Await.that(() -> looksAfterClick(run));
        var desktops = desktops();
        server.kill();
        server.startAgain();
        Await.that(() -> server.get("/runs/" + run + "/logs").text().contains("was restarted"));
        page.release();
        var ended = server.ended(run);
        assertThat(ended.field("status")).as(ended.text() + server.log()).isEqualTo("completed");
        assertThat(page.clicks()).isEqualTo(4);
        assertThat(desktops).hasSize(1);
        assertThat(page.visits()).isEqualTo(1);
        Await.that(() -> statuses(run).size() == 2);
        assertThat(statuses(run)).containsExactly("processing", "success");
        Await.that(() -> desktops().isEmpty());
    }

    /** Nothing but a look is under way, so that nothing is uncertain. */
    private static boolean looksAfterClick(String run) {
        var log = server.get("/runs/" + run + "/logs").text();
        return log.lastIndexOf("drive.files") > log.lastIndexOf("computer.click_at");
    }

    private static List<String> statuses(String run) {
        return receiver.posts().stream()
                .map(post -> Json.readObject(post.text()))
                .filter(event -> run.equals(event.get("message_id")))
                .map(event -> String.valueOf(event.get("status")))
                .distinct()
                .toList();
    }

    private static List<String> desktops() {
        try (var rooms = Files.list(server.folder().resolve("run/rooms"))) {
            return rooms.map(it -> it.getFileName().toString())
                    .filter(it -> it.startsWith("dsk_"))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
