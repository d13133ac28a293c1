package dev.handwright.benchmarks;

import dev.handwright.adapter.sql.Database;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How fast {@code POST /runs} is answered: fsync on, nothing executed, client and server on the
 * same machine. The peer is one commit for each run, without HTTP.
 */
public final class AcceptBenchmark {
    private static final Duration WARM = Duration.ofSeconds(8);
    private static final Duration TIME = Duration.ofSeconds(10);

    private AcceptBenchmark() {}

    /**
     * @param arguments flags for the server's JVM
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var out = System.out;
        double peer = commitsPerSecond();
        double sqlite;
        try (var server = BenchServer.start(List.of(arguments), settings(Map.of()))) {
            var load = load(server);
            load.closed(32, WARM);
            var offered = load.open(64, 500, TIME);
            var most = load.closed(32, TIME);
            row(out, "`POST /runs` at 500/s, p50", "≤ 2 ms", ms(offered.percentile(0.5)), "");
            row(out, "`POST /runs` at 500/s, p99", "≤ 10 ms", ms(offered.percentile(0.99)), "");
            row(
                    out,
                    "accepted runs/s, 32 clients",
                    "≥ 5,000",
                    "%.0f".formatted(most.perSecond()),
                    "%.1f × one commit a run (%.0f/s)".formatted(most.perSecond() / peer, peer));
            row(out, "its p99", "", ms(most.percentile(0.99)), "");
            sqlite = most.perSecond();
        }
        try (var postgres = BenchPostgres.start();
                var server =
                        BenchServer.start(
                                List.of(arguments),
                                settings(Map.of("storage.database", postgres.url())))) {
            var load = load(server);
            load.closed(32, WARM);
            var offered = load.open(64, 3000, TIME);
            var most = load.closed(32, TIME);
            row(
                    out,
                    "`POST /runs` at 3,000/s on PostgreSQL, p99",
                    "",
                    ms(offered.percentile(0.99)),
                    "%.0f/s, p50 %s".formatted(offered.perSecond(), ms(offered.percentile(0.5))));
            row(
                    out,
                    "accepted runs/s on PostgreSQL, 32 clients",
                    "≥ 3,000",
                    "%.0f".formatted(most.perSecond()),
                    "%.2f × SQLite".formatted(most.perSecond() / sqlite));
            row(out, "its p99", "≤ 20 ms", ms(most.percentile(0.99)), "");
        }
    }

    private static Map<String, String> settings(Map<String, String> more) {
        var settings = new HashMap<>(more);
        settings.put("runs.queue_limit", "10000000");
        return settings;
    }

    private static Load load(BenchServer server) {
        var body =
                ("{\"workflow_id\":\"%s\",\"workflow_params\":{\"PATIENT_NAME\":\"Jane Doe\"},"
                                + "\"webhook_callback\":\"https://your-domain.com/webhook\"}")
                        .formatted(server.workflow());
        var request = HttpClientLine.post("/runs", server.key(), body);
        return new Load(server.port(), request, 202);
    }

    private static void row(
            PrintStream out, String figure, String goal, String measured, String ratio) {
        out.println("| %s | %s | %s | %s |".formatted(figure, goal, measured, ratio));
    }

    private static String ms(double value) {
        return String.format(Locale.ROOT, "%.2f ms", value);
    }

    /** Rows of a run's size, each in a commit of its own. */
    private static double commitsPerSecond() throws IOException {
        Path file = Files.createTempFile("handwright-bench", ".db");
        Files.delete(file);
        try (var database = new Database(file)) {
            long start = System.nanoTime();
            int count = 0;
            while (System.nanoTime() - start < Duration.ofSeconds(3).toNanos()) {
                int id = count++;
                database.write(handle ->
                        handle.execute(
                                "insert into workspace (id, name, created_at)"
                                        + " values (?, ?, ?)",
                                "ws_" + id,
                                "x".repeat(400),
                                id));
            }
            return count / ((System.nanoTime() - start) / 1e9);
        } finally {
            for (var ending : List.of("", "-wal", "-shm")) {
                Files.deleteIfExists(Path.of(file + ending));
            }
        }
    }
}
