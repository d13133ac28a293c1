package dev.handwright.benchmarks;

import dev.handwright.adapter.sql.Database;
import dev.handwright.adapter.sql.PostgresUrl;
import dev.handwright.adapter.sql.SqlRunStore;
import dev.handwright.runs.Run;
import dev.handwright.runs.RunStore.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * How long taking a run lasts while 100 and 100,000 wait, and how many trivial runs three nodes
 * take and end a second, beside one. 50 workflows in five workspaces, three priorities; fsync on.
 */
public final class ClaimBenchmark {
    private static final List<Integer> WAITING = List.of(100, 1_000, 10_000, 100_000);
    private static final int TAKES = 500;
    private static final int WARM = 100;
    private static final int NODES = 3;
    private static final int TRIVIAL = 10_000;
    private static final int WORKFLOWS = 50;
    private static final Limits LIMITS = new Limits(0, 10);

    private static final String INSERT =
            "insert into run (id, workspace_id, workflow_id, version, status, params, created_at,"
                    + " updated_at, attempt, queue_rank) values (:id, :workspace, :workflow, 1,"
                    + " 'queued', '{}', :at, :at, 0, :rank)";

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

    private void flat(String name, Database database) {
        addWorkflows(database);
        double least = 0;
        for (int waiting : WAITING) {
            fill(database, waiting);
            var millis = new double[TAKES];
            for (int i = -WARM; i < TAKES; i++) {
                long start = System.nanoTime();
                var taken = take(database).orElseThrow();
                if (i >= 0) {
                    millis[i] = (System.nanoTime() - start) / 1e6;
                }
                end(database, taken);
                replace(database, taken);
            }
            Arrays.sort(millis);
            double p99 = millis[TAKES * 99 / 100];
            least = least == 0 ? p99 : least;
            var figure = String.format(Locale.ROOT, "take one of %,d that wait, %s", waiting, name);
            Row.print(figure + ", p50", "", "%.2f ms".formatted(Row.median(millis)), "");
            Row.print(
                    "its p99",
                    "as with %d".formatted(WAITING.getFirst()),
                    "%.2f ms".formatted(p99),
                    "%.1f ×".formatted(p99 / least));
        }
    }

    private void together(PostgresUrl url, Database first)
            throws InterruptedException, ExecutionException {
        double alone = perSecond(url, first, 1);
        double all = perSecond(url, first, NODES);
        Row.print(
                String.format(
                        Locale.ROOT,
                        "trivial runs taken and ended by three nodes, %,d that wait",
                        TRIVIAL),
                "",
                "%.0f/s".formatted(all),
                "%.1f × one node (%.0f/s)".formatted(all / alone, alone));
    }

    /** Each on connections of its own, as servers have them. */
    private double perSecond(PostgresUrl url, Database first, int nodes)
            throws InterruptedException, ExecutionException {
        first.write(handle -> handle.execute("truncate run cascade"));
        fill(first, TRIVIAL);
        long start = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(nodes)) {
            Callable<Integer> node =
                    () -> {
                        try (var database = new Database(url)) {
                            return takeAll(database);
                        }
                    };
            int all = 0;
            for (var taken :
                    threads.invokeAll(IntStream.range(0, nodes).mapToObj(_ -> node).toList())) {
                all += taken.get();
            }
            return all / ((System.nanoTime() - start) / 1e9);
        }
    }

    private static int takeAll(Database database) {
        int count = 0;
        for (var taken = take(database); taken.isPresent(); taken = take(database)) {
            end(database, taken.get());
            count++;
        }
        return count;
    }

    private static Optional<Run> take(Database database) {
        return new SqlRunStore(database)
                .take("bench", LIMITS, Instant.now(), _ -> Optional.empty());
    }

    private static void end(Database database, Run run) {
        database.write(handle ->
                handle.execute(
                        "update run set status = 'completed' where id = ?", run.id().toString()));
    }

    private static void addWorkflows(Database database) {
        database.write(handle -> {
            for (int i = 0; i < 5; i++) {
                handle.execute(
                        "insert into workspace (id, name, created_at) values (?, 'one', 0)",
                        "ws_" + i);
            }
            for (int i = 0; i < WORKFLOWS; i++) {
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

    /** Until so many wait, each workflow's as many. */
    private void fill(Database database, int waiting) {
        database.write(handle -> {
            int waits =
                    handle.createQuery("select count(*) from run where status = 'queued'")
                            .mapTo(int.class)
                            .one();
            var batch = handle.prepareBatch(INSERT);
            for (int i = waits; i < waiting; i++) {
                bind(batch, i % WORKFLOWS, i / WORKFLOWS % 3 - 1).add();
            }
            return batch.size() > 0 ? batch.execute() : new int[0];
        });
    }

    /** Another of the same workflow and priority, so that what waits stays the same. */
    private void replace(Database database, Run taken) {
        int number = Integer.parseInt(taken.workflow().toString().substring(24));
        database.write(
                handle -> bind(handle.createUpdate(INSERT), number, -taken.priority()).execute());
    }

    private <T extends SqlStatement<T>> T bind(T insert, int workflow, int rank) {
        return insert.bind("id", ids.uuid().toString())
                .bind("workspace", "ws_" + workflow % 5)
                .bind("workflow", workflow(workflow))
                .bind("at", Instant.now().toEpochMilli())
                .bind("rank", rank);
    }
}
