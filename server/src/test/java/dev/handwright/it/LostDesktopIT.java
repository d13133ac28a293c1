package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.fakes.Await;
import dev.handwright.fakes.RawReceiver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The rules of docs/guides/when-the-server-dies.md that {@link ResumeIT} does not see. */
@Tag("full")
@Timeout(value = 8, unit = TimeUnit.MINUTES)
final class LostDesktopIT {
    private static final Duration LONG = Duration.ofMinutes(2);

    private static final String PYTHON =
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

    private static final String JAVA =
            """
            import dev.handwright.sdk.Computer;

            record Params(int moves) {}

            record Result(int moves) {}

            Result run(Params params) throws InterruptedException {
                IO.println("begun");
                for (int n = 0; n < params.moves(); n++) {
                    new Computer().move(10 + n, 20);
                    TimeUnit.MILLISECONDS.sleep(100);
                }
                return new Result(params.moves());
            }
            """;

    @Test
    void aDesktopThatDiesUnderItsRunEndsItUnlessItMayBeginAnew() throws Exception {
        try (var receiver = new RawReceiver(RawReceiver.answer(200, "", ""));
                var server =
                        RealServer.start(Map.of("runs.concurrency", "2", "desktops.pool", "0"))) {
            var params = Map.of("moves", 80);
            var lost = server.run(server.publish("workflow.py", PYTHON), params, receiver.url());
            var again =
                    server.run(
                            server.publish("workflow.py", PYTHON + "\nRETRIES = 1\n"),
                            params,
                            receiver.url());
            for (var run : List.of(lost, again)) {
                Await.that(LONG, () -> server.logs(run).contains("computer.move x=12 "));
            }
            assertThat(server.rooms().desktops()).hasSize(2);
            server.rooms().desktops().forEach(server.rooms()::killDisplay);

            assertThat(server.ended(lost).field("error_type"))
                    .as(server.log())
                    .isEqualTo("desktop_lost");
            assertThat(server.ended(again).field("status")).as(server.log()).isEqualTo("completed");
            assertThat(server.logs(again)).contains("for the 1. of 1 times");
            assertThat(server.logs(again).split("begun\"", -1)).hasSize(3);
            Await.that(() -> receiver.statuses(lost).size() + receiver.statuses(again).size() == 4);
            assertThat(receiver.statuses(lost)).containsExactly("processing", "failed");
            assertThat(receiver.statuses(again)).containsExactly("processing", "success");
            Await.that(() -> server.rooms().desktops().isEmpty());
        }
    }

    @Test
    void aJavaWorkflowGoesOnAfterAKillAsWell() throws Exception {
        try (var receiver = new RawReceiver(RawReceiver.answer(200, "", ""));
                var server =
                        RealServer.start(Map.of("runs.concurrency", "2", "desktops.pool", "0"))) {
            var workflow = server.publish("Workflow.java", JAVA);
            var params = Map.of("moves", 60);
            var living = server.run(workflow, params, receiver.url());
            var replayed = server.run(workflow, params, receiver.url());
            for (var run : List.of(living, replayed)) {
                Await.that(LONG, () -> server.logs(run).contains("computer.move x=12 "));
            }
            server.kill();
            var place = server.rooms().of(replayed);
            server.rooms().end(place.sandbox().orElseThrow().value());
            server.startAgain();

            for (var run : List.of(living, replayed)) {
                assertThat(server.ended(run).field("status"))
                        .as(server.logs(run) + server.log())
                        .isEqualTo("completed");
                // Answered before the kill; a move in its moment may be done again.
                assertThat(server.logs(run)).containsOnlyOnce("computer.move x=11 ");
            }
            assertThat(server.logs(living)).contains("The code went on.").containsOnlyOnce("begun");
            assertThat(server.logs(replayed)).contains("The code is started again");
        }
    }
}
