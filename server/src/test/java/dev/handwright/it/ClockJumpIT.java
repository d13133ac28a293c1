package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.base.Json;
import dev.handwright.fakes.Await;
import dev.handwright.fakes.JumpingClock;
import dev.handwright.fakes.RawReceiver;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run in whose middle the machine's clock is set. */
@Tag("check")
final class ClockJumpIT {
    private static final String CODE =
            """
            import time
            from pydantic import BaseModel
            from nen import Computer

            class Params(BaseModel):
                pass

            class Result(BaseModel):
                pass

            def run(params: Params) -> Result:
                print("begun", flush=True)
                time.sleep(2)
                Computer().move(0, 0)
                return Result()
            """;

    private static final Map<String, String> SETTINGS =
            Map.of(
                    "desktops.pool",
                    "0",
                    "webhooks.plain_http",
                    "true",
                    "webhooks.allowed_addresses",
                    "127.0.0.1");

    @ParameterizedTest
    @ValueSource(strings = {"PT1H", "PT-1H"})
    void itEndsOnceAndIsTold(Duration jump) throws IOException {
        var clock = new JumpingClock();
        try (var receiver = new RawReceiver(RawReceiver.answer(200, "", ""));
                var house = TestHouse.start(SETTINGS, clock)) {
            var server = house.server();
            var file = Map.of("filename", "workflow.py", "content", CODE);
            var published =
                    server.post("/workflows", Map.of("name", "slow", "files", List.of(file)));
            var workflow = String.valueOf(published.json().get("workflowId"));
            var during = start(server, workflow, receiver);
            Await.that(() -> server.get("/runs/" + during + "/logs").text().contains("begun"));

            clock.jump(jump);

            var after = start(server, workflow, receiver);
            Await.that(Duration.ofMinutes(1), () -> receiver.posts().size() == 4);
            for (var run : List.of(during, after)) {
                assertThat(server.get("/runs/" + run).json().get("status")).isEqualTo("completed");
                assertThat(receiver.posts())
                        .filteredOn(it -> it.text().contains(run))
                        .extracting(it -> Json.readObject(it.text()).get("status"))
                        .containsExactly("processing", "success");
            }
        }
    }

    private static String start(TestServer server, String workflow, RawReceiver receiver) {
        var body = Map.of("workflow_id", workflow, "webhook_callback", receiver.url().toString());
        return String.valueOf(server.post("/runs", body).json().get("messageId"));
    }
}
