package dev.handwright.benchmarks;

import dev.handwright.adapter.sql.Database;
import dev.handwright.adapter.sql.PostgresUrl;
import dev.handwright.adapter.sql.SqlRunStore;
import dev.handwright.runs.RunStore.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * How long taking a run lasts while 100 and 100,000 wait, and how many trivial runs three nodes
 * take and end a second. 50 workflows in five workspaces; fsync on.
 */
public final class ClaimBenchmark {
    private static final List<Integer> WAITING = List.of(100, 1_000, 10_000, 100_000);
    private static final int TAKES = 500;
    private static final int WARM = 100;
    private static final int NODES = 3;
    private static final int TRIVIAL = 10_000;
    private static final Limits LIMITS = new Limits(0, 10);

    private final RandomIds ids = new RandomIds();

    private ClaimBenchmark() {}

    public static void main(String[] arguments)
            throws IOException, InterruptedException, ExecutionException {
        var benchmark = new ClaimBenchmark();
        var folder = Files.createTempDirectory("handwright-bench");
        try (var database = new Database(folder.resolve("claims.db"))) {
            benchmark.flat("SQLite", database);
        } finally {
            for (var ending : List.of("", "-wal", "-shm")) {
                Files.deleteIfExists(Path.of(folder.resolve("claims.db") + ending));
            }
            Files.delete(folder);
        }
        try (var postgres = BenchPostgres.start()) {
            var url = PostgresUrl.parse(postgres.url());
            try (var database = new Database(url)) {
                benchmark.flat("PostgreSQL", database);
                benchmark.together(url, database);
            }
        }
    }

    private void flat(String name, Database database) throws IOException, InterruptedException {
        addWorkflows(database);
        double least = 0;
        for (int waiting : WAITING) {
            fill(database, waiting);
            var millis =
                    Row.measure(WARM, TAKES, () -> fill(database, waiting), () -> take(database));
            double p99 = millis[millis.length * 99 / 100];
            least = least == 0 ? p99 : least;
            var out = System.out;
            out.println(
                    String.format(
                            Locale.ROOT,
                            "| take and end a run of %,d that wait, %s, p50 | | %.2f ms | |%n"
                                    + "| its p99 | as with %,d | %.2f ms | %.1f × |",
                            waiting,
                            name,
                            Row.median(millis),
                            WAITING.getFirst(),
                            p99,
                            p99 / least));
        }
    }

    /** Each on connections of its own, as servers have them. */
    private void together(PostgresUrl url, Database first)
            throws InterruptedException, ExecutionException {
        fill(first, TRIVIAL);
        long start = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(NODES)) {
            Callable<Integer> node =
                    () -> {
                        try (var database = new Database(url)) {
                            int taken = 0;
                            while (take(database)) {
                                taken++;
                            }
                            return taken;
                        }
                    };
            int all = 0;
            for (var taken :
                    threads.invokeAll(IntStream.range(0, NODES).mapToObj(_ -> node).toList())) {
                all += taken.get();
            }
            var out = System.out;
            out.println(
                    String.format(
                            Locale.ROOT,
                            "| trivial runs taken and ended by three nodes, %,d that wait | | %.0f/s | |",
                            TRIVIAL,
                            all / ((System.nanoTime() - start) / 1e9)));
        }
    }

    /** Takes one and ends it. */
    private static boolean take(Database database) {
        var run =
                new SqlRunStore(database)
                        .take("bench", LIMITS, Instant.now(), _ -> Optional.empty());
        run.ifPresent(it ->
                database.write(handle ->
                        handle.execute(
                                "update run set status = 'completed' where id = ?",
                                it.id().toString())));
        return run.isPresent();
    }

    private static void addWorkflows(Database database) {
        database.write(handle -> {
            for (int i = 0; i < 5; i++) {
                handle.execute(
                        "insert into workspace (id, name, created_at) values (?, 'one', 0)",
                        "ws_" + i);
            }
            for (int i = 0; i < 50; i++) {
                handle.execute(
                        "insert into workflow (id, workspace_id, name, current_version, created_at,"
                                + " updated_at) values (?, ?, 'one', 1, 0, 0)",
                        workflow(i),
                        "ws_" + i % 5);
            }
            return 0;
        });
    }

    private static String workflow(int number) {
        return "00000000-0000-0000-0000-%012d".formatted(number);
    }

    /** Until so many wait. */
    private void fill(Database database, int waiting) {
        database.write(handle -> {
            int missing =
                    waiting
                            - handle.createQuery("select count(*) from run where status = 'queued'")
                                    .mapTo(int.class)
                                    .one();
            if (missing <= 0) {
                return 0;
            }
            var batch =
                    handle.prepareBatch(
                            "insert into run (id, workspace_id, workflow_id, version, status, params,"
                                    + " created_at, updated_at, attempt, queue_rank) values"
                                    + " (:id, :workspace, :workflow, 1, 'queued', '{}', :at, :at, 0, :rank)");
            for (int i = 0; i < missing; i++) {
                var id = ids.uuid();
                int number = Math.floorMod(id.hashCode(), 50);
                batch.bind("id", id.toString())
                        .bind("workspace", "ws_" + number % 5)
                        .bind("workflow", workflow(number))
                        .bind("at", Instant.now().toEpochMilli())
                        .bind("rank", Math.floorMod(id.hashCode(), 3) - 1)
                        .add();
            }
            batch.execute();
            return missing;
        });
    }
}
