package dev.handwright.benchmarks;

import dev.handwright.adapter.local.LauncherClient;
import dev.handwright.adapter.local.LocalDesktopHost;
import dev.handwright.adapter.local.RoomId;
import dev.handwright.adapter.sql.Database;
import dev.handwright.adapter.sql.SqlJournalStore;
import dev.handwright.desktops.Screen;
import dev.handwright.runs.Run;
import dev.handwright.worker.RunPlace;
import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A server is killed in the middle of a run that moves the pointer, and started again: from the
 * start of its process until the pointer moves on the desktop's display. Once the code's sandbox
 * lives and goes on, and once it is gone as well, so that the code is started again and its earlier
 * calls are answered from the journal. As root, after {@code make setup}.
 */
public final class ResumeBenchmark {
    private static final int TIMES = 7;

    /** Moves before the kill, which are all answered from the journal. */
    private static final int EARLIER = 100;

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
                for n in range(100000):
                    Computer().move(100 + n % 400, 100 + n // 400)
                    if n > 90:
                        time.sleep(0.02)
                return Result()
            """;

    private ResumeBenchmark() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var settings =
                Map.of(
                        "desktops.pool", "0",
                        "sandboxes.warm_python", "1",
                        "sandboxes.warm_java", "0",
                        "runs.concurrency", "1");
        try (var server = BenchServer.startWithRooms(settings)) {
            var workflow = server.publish("workflow.py", CODE);
            var alive = measure(server, workflow, false);
            var gone = measure(server, workflow, true);
            row("start to the first act of a resumed run, its sandbox alive", alive, "");
            row(
                    "the same, its sandbox gone, %d calls from the journal".formatted(EARLIER),
                    gone,
                    ", %.1f × with it alive".formatted(Row.median(gone) / Row.median(alive)));
        }
    }

    private static void row(String figure, double[] millis, String beside) {
        Row.print(
                figure + ", p50",
                "≤ 3,000 ms",
                "%.0f ms".formatted(Row.median(millis)),
                "worst %.0f ms%s".formatted(millis[millis.length - 1], beside));
    }

    private static double[] measure(BenchServer server, String workflow, boolean endSandbox)
            throws IOException, InterruptedException {
        var desktops = new LocalDesktopHost(server.runtime(), Clock.systemUTC());
        var millis = new double[TIMES];
        for (int i = 0; i < TIMES; i++) {
            var run = server.run(workflow, Map.of());
            var place = place(server, run);
            try (var screen = desktops.screen(place.desktop().orElseThrow().id())) {
                awaitMoves(screen);
                server.kill();
                if (endSandbox) {
                    new LauncherClient(server.runtime().resolve("launcher.sock"))
                            .stop(new RoomId(place.sandbox().orElseThrow().value()));
                }
                var before = screen.pointerPlace();
                long start = System.nanoTime();
                server.startAgain();
                while (screen.pointerPlace().equals(before)) {
                    TimeUnit.MILLISECONDS.sleep(1);
                }
                millis[i] = (System.nanoTime() - start) / 1e6;
            }
            server.awaitListening();
            server.cancel(run);
        }
        Arrays.sort(millis);
        return millis;
    }

    /** So many that some are in the journal. */
    private static void awaitMoves(Screen screen) throws InterruptedException {
        while (true) {
            var place = screen.pointerPlace();
            if (place.y() == 100 && place.x() >= 100 + EARLIER) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    /** Once its code has started. */
    private static RunPlace place(BenchServer server, String run) throws InterruptedException {
        try (var database = new Database(server.database())) {
            var store = new SqlJournalStore(database);
            while (true) {
                var place = store.place(new Run.Id(UUID.fromString(run)));
                if (place.isPresent() && place.get().sandbox().isPresent()) {
                    return place.get();
                }
                TimeUnit.MILLISECONDS.sleep(10);
            }
        }
    }
}
