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

/** A launcher that is killed and comes back later: runs wait for it, and none fails. */
@Tag("full")
@Timeout(value = 8, unit = TimeUnit.MINUTES)
final class LauncherAwayIT {
    private static final Duration LONG = Duration.ofMinutes(2);

    private static final String CODE =
            """
            import time
            from pydantic import BaseModel
            from nen import Computer

            class Params(BaseModel):
                looks: int

            class Result(BaseModel):
                looks: int

            def run(params: Params) -> Result:
                print("begun", flush=True)
                for n in range(params.looks):
                    Computer().move(10 + n, 20)
                    Computer().drive("~").files("*")
                    time.sleep(0.1)
                with open("/assets/result.txt", "w") as file:
                    file.write("seen")
                return Result(looks=params.looks)
            """;

    @Test
    void runsWaitForItAndNoneFails() throws Exception {
        try (var receiver = new RawReceiver(RawReceiver.answer(200, "", ""));
                var server =
                        RealServer.start(Map.of("runs.concurrency", "2", "desktops.pool", "1"))) {
            var workflow = server.publish("workflow.py", CODE);
            var runs = new ArrayList<String>();
            for (int i = 0; i < 4; i++) {
                runs.add(server.run(workflow, Map.of("looks", 40), receiver.url()));
            }
            Await.that(LONG, () -> server.logs(runs.get(1)).contains("drive.files"));
            server.killLauncher();
            for (int i = 0; i < 3; i++) {
                runs.add(server.run(workflow, Map.of("looks", 5), receiver.url()));
            }
            var passed =
                    Await.within(
                            Duration.ofSeconds(8), () -> words(server, runs).contains("failed"));
            assertThat(passed).as(server.log()).isFalse();
            assertThat(words(server, runs)).contains("running", "queued");
            server.startLauncher();
            for (var run : runs) {
                var ended = server.ended(run);
                assertThat(ended.field("status"))
                        .as(ended.text() + server.logs(run) + server.log())
                        .isEqualTo("completed");
                assertThat(server.logs(run))
                        .containsOnlyOnce("begun")
                        .contains("collected 1 files");
            }
            Await.that(
                    () -> server.rooms().all().size() <= 4); // one desktop and the warm sandboxes
        }
    }

    private static List<String> words(RealServer server, List<String> runs) {
        return runs.stream().map(it -> server.get("/runs/" + it).field("status")).toList();
    }
}
