package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.base.Json;
import dev.handwright.fakes.Await;
import dev.handwright.fakes.RawReceiver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a kill -9 of the server leaves, and what the next start makes of it. */
@Tag("check")
final class CrashIT {
    private static final String CODE =
            """
            import time
            from pydantic import BaseModel

            class Params(BaseModel):
                seconds: float

            class Result(BaseModel):
                done: bool = True

            def run(params: Params) -> Result:
                print("begun", flush=True)
                time.sleep(params.seconds)
                return Result()
            """;

    @Test
    void theRunThatWasExecutedGoesOnAndCanBeCancelledAndTheQueuedOnesAreExecuted()
            throws Exception {
        try (var receiver = new RawReceiver(RawReceiver.answer(200, "", ""));
                var server =
                        RealServer.start(Map.of("runs.concurrency", "1", "desktops.pool", "0"))) {
            var workflow = server.publish("workflow.py", CODE);
            var first = server.run(workflow, Map.of("seconds", 600), receiver.url());
            Await.that(() -> server.logs(first).contains("begun"));
            var second = server.run(workflow, Map.of("seconds", 0), receiver.url());
            server.kill();
            server.startAgain();
            Await.that(() -> server.logs(first).contains("The code went on."));
            assertThat(server.post("/runs/" + first + "/cancel", Map.of()).status()).isEqualTo(202);
            assertThat(server.ended(first).field("status")).isEqualTo("cancelled");
            assertThat(server.ended(second).field("status")).isEqualTo("completed");
            assertThat(server.logs(first)).contains("The server was restarted", "cancelled");
            Await.that(() -> receiver.statuses(second).size() == 2);
            assertThat(receiver.statuses(first)).containsExactly("processing", "failed");
            assertThat(receiver.statuses(second)).containsExactly("processing", "success");
            Await.that(() -> server.rooms().desktops().isEmpty());
        }
    }

    @Test
    void noRunThatWasAcknowledgedIsMissing() throws Exception {
        try (var server = RealServer.startWithoutRooms(Map.of("runs.concurrency", "0"))) {
            var workflow = CrashLoad.workflow(server);
            var acknowledged = ConcurrentHashMap.<String>newKeySet();
            for (int round = 0; round < 3; round++) {
                loadAndKill(server, workflow, acknowledged);
                server.startAgain();
            }
            assertThat(acknowledged).hasSizeGreaterThan(100);
            assertThat(all(server)).containsAll(acknowledged);
        }
    }

    private static void loadAndKill(RealServer server, String workflow, Set<String> acknowledged)
            throws InterruptedException {
        var stop = new AtomicBoolean();
        var body = Json.write(Map.of("workflow_id", workflow));
        var clients = new ArrayList<Thread>();
        int before = acknowledged.size();
        for (int i = 0; i < 8; i++) {
            clients.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                while (!stop.get()) {
                                    CrashLoad.post(server, body).ifPresent(acknowledged::add);
                                }
                            }));
        }
        Await.that(() -> acknowledged.size() > before + 200);
        server.kill();
        stop.set(true);
        for (var client : clients) {
            client.join();
        }
    }

    private static List<String> all(RealServer server) {
        var ids = new ArrayList<String>();
        var path = "/runs?limit=100";
        for (var next = path; !next.isEmpty(); ) {
            var page = Json.readObject(server.get(next).text());
            if (page.get("runs") instanceof List<?> runs) {
                for (var run : runs) {
                    ids.add(String.valueOf(((Map<?, ?>) run).get("messageId")));
                }
            }
            next = page.get("nextCursor") instanceof String it ? path + "&cursor=" + it : "";
        }
        return ids;
    }
}
