package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.fakes.Await;
import dev.handwright.fakes.RawReceiver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs go on where they were after a kill -9 of the server, with a real browser that counts. */
@Tag("check")
@Timeout(value = 8, unit = TimeUnit.MINUTES)
final class ResumeIT {
    private static final Duration LONG = Duration.ofMinutes(2);

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
                computer.click_at(28, 748)
                for _ in range(10):
                    computer.wait_until_still(quiet=2, timeout=30)
                    computer.press("ctrl+l")
                    computer.type(params.URL + "\\n")
                    if arrived("loaded*", looks=30):
                        break
                computer.wait_until_still(quiet=2, timeout=30)
                for n in range(1, params.clicks + 1):
                    computer.click_at(500, 400)
                    if not arrived(f"click-{n}*"):
                        raise WorkflowError(f"click {n} was not seen")
                return Result(clicks=params.clicks)
            """;

    private static final String MOVES =
            """
            import time
            from pydantic import BaseModel
            from nen import Computer

            class Params(BaseModel):
                moves: int

            class Result(BaseModel):
                moves: int

            def run(params: Params) -> Result:
                print("begun", flush=True)
                for n in range(params.moves):
                    Computer().move(10 + n, 20)
                    time.sleep(0.1)
                return Result(moves=params.moves)
            """;

    @Test
    void aKilledServerGoesOnWithItsRuns() throws Exception {
        try (var page = new CountingPage();
                var receiver = new RawReceiver(RawReceiver.answer(200, "", ""));
                var server =
                        RealServer.start(
                                Map.of(
                                        "desktops.reachable",
                                        page.reachable(),
                                        "desktops.pool",
                                        "0"))) {
            var workflow = server.publish("workflow.py", CODE);
            var all = new ArrayList<String>();
            for (var name : List.of("plain", "sandbox")) {
                var params = Map.of("URL", page.url(name), "clicks", 4);
                var run = server.run(workflow, params, receiver.url());
                all.add(run);
                Await.that(LONG, () -> page.clicks(name) == 2);
                Await.that(() -> looksAfterClick(server, run));
            }
            var moves = server.publish("workflow.py", MOVES);
            all.add(server.run(moves, Map.of("moves", 6000), receiver.url()));
            Await.that(LONG, () -> server.logs(all.get(2)).contains("computer.move"));
            var visits = List.of(page.visits("plain"), page.visits("sandbox"));
            server.kill();
            var places = all.stream().map(server.rooms()::of).toList();
            server.rooms().end(places.get(1).sandbox().orElseThrow().value());
            server.rooms().end(places.get(2).desktop().orElseThrow().id().value());
            server.startAgain();
            for (var run : all.subList(0, 2)) {
                Await.that(LONG, () -> server.logs(run).contains("was restarted"));
            }
            page.release();

            completed(server, all.get(0));
            assertThat(server.logs(all.get(0)))
                    .contains("The code went on.")
                    .containsOnlyOnce("begun");
            assertThat(page.clicks("plain")).isEqualTo(4);
            completed(server, all.get(1));
            assertThat(server.logs(all.get(1))).contains("The code is started again");
            assertThat(page.clicks("sandbox")).isEqualTo(4);
            assertThat(visits).containsExactly(page.visits("plain"), page.visits("sandbox"));
            assertThat(server.ended(all.get(2)).field("error_type")).isEqualTo("desktop_lost");
            Await.that(() -> receiver.statuses(all.get(2)).size() == 2);
            assertThat(receiver.statuses(all.get(0))).containsExactly("processing", "success");
            assertThat(receiver.statuses(all.get(1))).containsExactly("processing", "success");
            assertThat(receiver.statuses(all.get(2))).containsExactly("processing", "failed");
            Await.that(() -> server.rooms().desktops().isEmpty());
        }
    }

    @Test
    @Tag("full") // 20 s; ShortTortureIT stops servers, too
    void aServerRestartedUnderLoadLosesAndFailsNoRun() throws Exception {
        try (var receiver = new RawReceiver(RawReceiver.answer(200, "", ""));
                var server =
                        RealServer.start(Map.of("runs.concurrency", "3", "desktops.pool", "1"))) {
            var workflow = server.publish("workflow.py", MOVES);
            var all = new ArrayList<String>();
            for (int i = 0; i < 6; i++) {
                all.add(server.run(workflow, Map.of("moves", 40), receiver.url()));
            }
            Await.that(LONG, () -> server.logs(all.get(1)).contains("computer.move"));
            server.stop();
            assertThat(server.rooms().desktops()).isNotEmpty();
            server.startAgain();
            all.forEach(it -> completed(server, it));
            Await.that(() -> all.stream().allMatch(it -> receiver.statuses(it).size() == 2));
            assertThat(server.logs(all.get(1)))
                    .contains("The code went on.")
                    .containsOnlyOnce("begun")
                    .containsOnlyOnce("computer.move x=49 y=20");
            Await.that(() -> server.rooms().desktops().size() <= 1);
        }
    }

    private static void completed(RealServer server, String run) {
        var ended = server.ended(run);
        assertThat(ended.field("status"))
                .as(ended.text() + server.logs(run) + server.log())
                .isEqualTo("completed");
    }

    /** Nothing but a look is under way, so that nothing is uncertain. */
    private static boolean looksAfterClick(RealServer server, String run) {
        var log = server.logs(run);
        return log.lastIndexOf("drive.files") > log.lastIndexOf("computer.click_at");
    }
}
