package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.base.Json;
import dev.handwright.fakes.Await;
import dev.handwright.fakes.RawReceiver;
import dev.handwright.fakes.TestPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Three real servers on one PostgreSQL; those that execute a run are killed and paused. */
@Tag("check")
final class ThreeNodesIT {
    /** Presses nothing: who is stopped in the middle of a press is killed, see PausedNodeIT. */
    private static final String CODE =
            """
            import time
            from nen import Computer
            from pydantic import BaseModel

            class Params(BaseModel):
                seconds: float

            class Result(BaseModel):
                done: bool = True

            def run(params: Params) -> Result:
                until = time.monotonic() + params.seconds
                while time.monotonic() < until:
                    Computer().move(100, 100)
                    time.sleep(0.1)
                return Result()
            """;

    private static final Duration HEARTBEAT = Duration.ofMillis(300);
    private static final Duration LEASE = Duration.ofSeconds(3);

    private final String database = TestPostgres.fresh();
    private final List<RealServer> nodes = new ArrayList<>();
    private RawReceiver receiver;

    @BeforeEach
    void start() throws Exception {
        receiver = new RawReceiver(RawReceiver.answer(200, "", ""));
        for (var users : Leftovers.several(3)) {
            var settings = NodeSettings.on(database, HEARTBEAT, LEASE);
            settings.put("runs.concurrency", "1");
            settings.putAll(users.settings());
            nodes.add(RealServer.start(settings));
            nodes.getLast().use(nodes.getFirst().key());
        }
    }

    @AfterEach
    void stop() throws Exception {
        nodes.forEach(RealServer::close);
        receiver.close();
    }

    @Test
    void runsOfOneThatIsKilledAndOfOneThatIsPausedEndElsewhereAndOnce() throws Exception {
        var workflow = nodes.getFirst().publish("workflow.py", CODE);
        var first = nodes.getFirst().run(workflow, Map.of("seconds", 600), receiver.url());
        var killed = nodes.get(executing());
        killed.kill();
        long gone = System.nanoTime();
        nodes.remove(killed);
        try {
            Await.that(() -> ended(first));
            assertThat(Duration.ofNanos(System.nanoTime() - gone))
                    .as("from the kill to its end elsewhere")
                    .isBetween(LEASE.minusSeconds(1), LEASE.plusSeconds(10));
            assertThat(alive(nodes.getFirst())).isEqualTo(2);

            var second = nodes.getFirst().run(workflow, Map.of("seconds", 600), receiver.url());
            var paused = nodes.get(executing());
            nodes.remove(paused);
            assertThat(paused.signal("STOP")).isTrue();
            try {
                Await.that(() -> ended(second));
            } finally {
                assertThat(paused.signal("CONT")).isTrue();
                nodes.add(paused);
            }
            Await.that(() -> paused.log().contains("run " + second + " is left alone"));
            Await.that(() -> nodes.stream().allMatch(it -> alive(it) == 2));
            Await.that(() -> load(paused) == 0);
            var short_ = nodes.getLast().run(workflow, Map.of("seconds", 0), receiver.url());
            assertThat(nodes.getFirst().ended(short_).field("status")).isEqualTo("completed");
            Await.that(() -> receiver.posts().size() == 6);
            for (var lost : List.of(first, second)) {
                assertThat(receiver.told(lost)).containsExactly("processing", "failed");
            }
            assertThat(receiver.told(short_)).containsExactly("processing", "success");
        } finally {
            nodes.add(killed);
        }
    }

    /** The place in {@link #nodes} of the one that executes a run. */
    private int executing() {
        Await.that(
                Duration.ofSeconds(60),
                () -> nodes.stream().anyMatch(it -> load(it) == 1 && isActing(it)));
        return (int) nodes.stream().takeWhile(it -> load(it) == 0).count();
    }

    /** Its code has called, so that there is a desktop that it acts on. */
    private static boolean isActing(RealServer node) {
        var runs = Json.readObject(node.get("/runs?status=running").text()).get("runs");
        return runs instanceof List<?> all
                && all.size() == 1
                && all.getFirst() instanceof Map<?, ?> run
                && node.logs(String.valueOf(run.get("messageId"))).contains("computer.move");
    }

    private boolean ended(String run) {
        return !nodes.getFirst().get("/runs/" + run).field("status").equals("running");
    }

    private long load(RealServer node) {
        return answered(node).map(it -> ((Number) it.get("runs")).longValue()).orElse(0L);
    }

    /** How a node sees itself. */
    private static Optional<Map<?, ?>> answered(RealServer node) {
        return seen(node).stream().filter(it -> Boolean.TRUE.equals(it.get("answered"))).findAny();
    }

    private static long alive(RealServer asked) {
        return seen(asked).stream().filter(it -> Boolean.TRUE.equals(it.get("alive"))).count();
    }

    private static List<Map<?, ?>> seen(RealServer asked) {
        var seen = new ArrayList<Map<?, ?>>();
        if (Json.readObject(asked.get("/nodes").text()).get("nodes") instanceof List<?> all) {
            all.forEach(it -> seen.add((Map<?, ?>) it));
        }
        return seen;
    }
}
