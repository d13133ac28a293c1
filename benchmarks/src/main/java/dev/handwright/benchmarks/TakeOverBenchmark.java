package dev.handwright.benchmarks;

import dev.handwright.adapter.sql.Database;
import dev.handwright.adapter.sql.PostgresUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Three nodes on one PostgreSQL; one that executes runs is killed: until the last of them is
 * another's. As root, after {@code make setup}.
 */
public final class TakeOverBenchmark {
    private static final int TIMES = 3;
    private static final int NODES = 3;
    private static final int PLACES = 2;

    /** The default. */
    private static final int LEASE_SECONDS = 10;

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
                for n in range(6000):
                    Computer().move(100 + n % 400, 100)
                    time.sleep(0.1)
                return Result()
            """;

    /** Runs whose code has. */
    private static final String STARTED =
            "select count(*) from run_place p join run r on r.id = p.run_id"
                    + " where p.sandbox_id is not null and r.status = 'running'";

    private final List<BenchServer> nodes = new ArrayList<>();

    private TakeOverBenchmark() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var benchmark = new TakeOverBenchmark();
        try (var postgres = BenchPostgres.start();
                var database = new Database(PostgresUrl.parse(postgres.url()))) {
            benchmark.run(postgres.url(), database);
        }
    }

    private void run(String url, Database database) throws IOException, InterruptedException {
        try {
            for (int number = 0; number < NODES; number++) {
                nodes.add(BenchServer.startWithRooms(settings(url, number)));
            }
            var api = nodes.getFirst();
            var workflow = api.publish("workflow.py", CODE);
            var seconds = new double[TIMES];
            for (int i = 0; i < TIMES; i++) {
                var runs = new ArrayList<String>();
                for (int run = 0; run < (NODES - 1) * PLACES; run++) {
                    runs.add(api.run(workflow, Map.of()));
                }
                seconds[i] = takenOver(database, runs.size());
                for (var run : runs) {
                    api.cancel(run);
                }
            }
            Arrays.sort(seconds);
            Row.print(
                    "take-over of all runs of a killed node, p50",
                    "≤ lease + 2 s",
                    "%.1f s".formatted(Row.median(seconds)),
                    "lease %d s; worst %.1f s".formatted(LEASE_SECONDS, seconds[TIMES - 1]));
        } finally {
            for (var node : nodes) {
                node.close();
            }
        }
    }

    /** Kills the node that executes most, but not the first, which is asked. */
    private double takenOver(Database database, int runs) throws IOException, InterruptedException {
        while (count(database, STARTED) < runs) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        var killed = nodes.get(1);
        for (var node : nodes.subList(2, NODES)) {
            killed = runningOf(database, node) > runningOf(database, killed) ? node : killed;
        }
        long start = System.nanoTime();
        killed.kill();
        while (runningOf(database, killed) > 0) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        killed.startAgain();
        killed.awaitListening();
        return seconds;
    }

    private static int runningOf(Database database, BenchServer node) throws IOException {
        var id = Files.readString(node.data().resolve("node.id")).strip();
        return count(
                database, "select count(*) from run where status = 'running' and worker = ?", id);
    }

    private static int count(Database database, String query, Object... values) {
        return database.read(handle -> handle.select(query, values).mapTo(int.class).one());
    }

    private static Map<String, String> settings(String url, int number) {
        int uids = 70_000 + 3_000 * number;
        var settings = new HashMap<String, String>();
        settings.put("storage.database", url);
        settings.put("storage.keys", "bench " + Base64.getEncoder().encodeToString(new byte[32]));
        settings.put("nodes.lease", LEASE_SECONDS + " s");
        settings.put("runs.concurrency", Integer.toString(PLACES));
        settings.put("desktops.pool", "0");
        settings.put("sandboxes.warm_python", "0");
        settings.put("sandboxes.warm_java", "0");
        settings.put("launcher.uid_first", Integer.toString(uids));
        settings.put("launcher.uid_last", Integer.toString(uids + 2_999));
        return settings;
    }
}
