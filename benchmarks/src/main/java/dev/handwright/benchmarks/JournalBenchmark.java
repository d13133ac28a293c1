package dev.handwright.benchmarks;

import dev.handwright.adapter.sql.Database;
import dev.handwright.adapter.sql.PostgresUrl;
import dev.handwright.adapter.sql.SqlJournalStore;
import dev.handwright.adapter.sql.SqlRunStore;
import dev.handwright.runs.Run;
import dev.handwright.sandboxes.SandboxCalls;
import dev.handwright.sandboxes.SandboxCalls.CallFailed;
import dev.handwright.secrets.KeyRing;
import dev.handwright.secrets.Sealing;
import dev.handwright.worker.BenchJournal;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the journal adds to one call of a run's code, fsync on: a call that does nothing, with the
 * journal and without. Beside it the same calls as Python code in a sandbox sees them, journal and
 * all, on a desktop. As root, after {@code make setup}.
 */
public final class JournalBenchmark {
    private static final int WARM = 200;
    private static final int CALLS = 1000;

    private static final String CODE =
            """
            import statistics, time
            from pydantic import BaseModel
            from nen import Computer

            class Params(BaseModel):
                pass

            class Result(BaseModel):
                move: float
                press: float

            def median(call) -> float:
                times = []
                for n in range(350):
                    start = time.perf_counter()
                    call(n)
                    times.append(1000 * (time.perf_counter() - start))
                return statistics.median(times[50:])

            def run(params: Params) -> Result:
                computer = Computer()
                return Result(
                    move=median(lambda n: computer.move(100 + n, 100)),
                    press=median(lambda n: computer.press("shift")))
            """;

    private final RandomIds ids = new RandomIds();

    private JournalBenchmark() {}

    public static void main(String[] arguments)
            throws IOException, InterruptedException, CallFailed {
        var benchmark = new JournalBenchmark();
        benchmark.measure("SQLite", Map.of());
        try (var postgres = BenchPostgres.start()) {
            benchmark.measure("PostgreSQL", Map.of("storage.database", postgres.url()));
        }
    }

    private void measure(String name, Map<String, String> storage)
            throws IOException, InterruptedException, CallFailed {
        var settings = new HashMap<>(storage);
        settings.putAll(
                Map.of(
                        "desktops.pool", "0",
                        "sandboxes.warm_python", "0",
                        "sandboxes.warm_java", "0"));
        try (var server = BenchServer.startWithRooms(settings)) {
            var run = server.run(server.publish("workflow.py", CODE), Map.of());
            while (!"completed".equals(server.get("/runs/" + run).get("status"))) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            var seen =
                    server.get("/runs/" + run).get("result") instanceof Map<?, ?> it
                            ? it
                            : Map.of();
            try (var database = database(server, storage)) {
                row("that looks or moves", name, database, "computer.move", seen.get("move"));
                row("that types or clicks", name, database, "computer.press", seen.get("press"));
            }
        }
    }

    private static Database database(BenchServer server, Map<String, String> storage) {
        var url = storage.get("storage.database");
        return url == null ? new Database(server.database()) : new Database(PostgresUrl.parse(url));
    }

    private void row(
            String figure, String name, Database database, String method, @Nullable Object seen)
            throws CallFailed {
        SandboxCalls nothing = new Nothing();
        double without = median(nothing, method);
        double with = median(journalled(database, nothing), method) - without;
        Row.print(
                "journal, a call %s, %s, p50".formatted(figure, name),
                "≤ 1 ms",
                "%.2f ms".formatted(with),
                seen instanceof Number all
                        ? "the whole call as Python sees it %.2f ms".formatted(all.doubleValue())
                        : "");
    }

    private static double median(SandboxCalls calls, String method) throws CallFailed {
        var millis = new double[CALLS];
        for (int i = -WARM; i < CALLS; i++) {
            long start = System.nanoTime();
            var _ =
                    calls.call(
                            i + WARM + 1,
                            method,
                            Map.of("x", 100 + i % 300, "y", 100),
                            OutputStream.nullOutputStream());
            if (i >= 0) {
                millis[i] = (System.nanoTime() - start) / 1e6;
            }
        }
        Arrays.sort(millis);
        return Row.median(millis);
    }

    private SandboxCalls journalled(Database database, SandboxCalls calls) {
        var ring = new KeyRing(List.of(new KeyRing.Key("bench", new byte[32])));
        return BenchJournal.around(
                calls, running(database), new SqlJournalStore(database), new Sealing(ring, ids));
    }

    /** A run that this process has taken; the server does not know of it. */
    private Run running(Database database) {
        var id = ids.uuid().toString();
        database.write(handle ->
                handle.execute(
                        "insert into run (id, workspace_id, workflow_id, version, status, params,"
                                + " created_at, updated_at, attempt, worker, started_at, queue_rank)"
                                + " select ?, workspace_id, id, 1, 'running', '{}', 0, 0, 1, 'bench',"
                                + " 0, 0 from workflow limit 1",
                        id));
        return new SqlRunStore(database)
                .takeBack("bench", Instant.now()).stream()
                        .filter(it -> it.id().toString().equals(id))
                        .findAny()
                        .orElseThrow();
    }

    /** Answers at once. */
    private static final class Nothing implements SandboxCalls {
        @Override
        public @Nullable Object call(
                long id, String method, Map<String, @Nullable Object> params, OutputStream bytes) {
            return null;
        }

        @Override
        public void log(String stream, String line) {}
    }
}
