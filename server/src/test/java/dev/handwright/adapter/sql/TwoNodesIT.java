package dev.handwright.adapter.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.fakes.TestPostgres;
import dev.handwright.runs.Run;
import dev.handwright.runs.RunStore.Added;
import dev.handwright.runs.RunStore.Limits;
import dev.handwright.runs.RunStore.Mark;
import dev.handwright.workspaces.Workspace;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two servers that write to one PostgreSQL at the same time. */
@Tag("check")
final class TwoNodesIT {
    private static final int ROUNDS = 60;
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

    private final Workspace.Id workspace = new Workspace.Id("ws_one");
    private final CyclicBarrier together = new CyclicBarrier(2);
    private WebhookRig rig;
    private Database second;

    @BeforeEach
    void open() {
        var url = PostgresUrl.parse(TestPostgres.fresh());
        rig = new WebhookRig(new Database(url), workspace, Clock.systemUTC());
        second = new Database(url);
    }

    @AfterEach
    void close() {
        second.close();
        rig.close();
    }

    @Test
    void anIdempotencyKeyMakesOneRun() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var key = "key " + round;
            int first = 2 * round;
            var results =
                    both(
                            () -> add(rig.database, first, key, NOW),
                            () -> add(second, first + 1, key, NOW));
            var stored = results.stream().filter(Added.Stored.class::isInstance).toList();
            assertThat(stored).as("round %d", round).hasSize(1);
            int winner = results.indexOf(stored.getFirst());
            assertThat(results.get(1 - winner))
                    .isInstanceOfSatisfying(
                            Added.KeyTaken.class,
                            it -> assertThat(it.by().run()).isEqualTo(id(first + winner)));
        }
        var later = NOW.plus(Duration.ofDays(2));
        assertThat(add(second, 2 * ROUNDS, "key 0", later)).isInstanceOf(Added.Stored.class);
    }

    /** Each run is taken once, and never more than the limit are running. */
    @Test
    void twoThatTakeAtOnceNeitherShareARunNorPassTheLimit() throws Exception {
        for (int number = 0; number < 3 * ROUNDS; number++) {
            add(rig.database, number, "key " + number, NOW);
        }
        var taken = new HashSet<Run.Id>();
        for (int round = 0; round < ROUNDS; round++) {
            var runs = both(() -> take(rig.database, 2), () -> take(second, 2));
            assertThat(runs)
                    .as("round %d: nobody waits in vain", round)
                    .allMatch(Optional::isPresent);
            runs.forEach(it -> assertThat(taken.add(it.orElseThrow().id())).isTrue());
            assertThat(take(second, 2)).as("round %d", round).isEmpty();
            var third = both(() -> take(rig.database, 3), () -> take(second, 3));
            assertThat(third.stream().filter(Optional::isPresent)).as("round %d", round).hasSize(1);
            third.forEach(it -> it.ifPresent(run -> taken.add(run.id())));
            rig.database.write(handle ->
                    handle.execute("update run set status = 'completed' where status = 'running'"));
        }
    }

    private static Optional<Run> take(Database database, int limit) {
        return new SqlRunStore(database)
                .take("w", new Limits(0, limit), NOW, _ -> Optional.empty());
    }

    private <T> List<T> both(Callable<T> one, Callable<T> other) throws Exception {
        try (var threads = Executors.newFixedThreadPool(2)) {
            var first = threads.submit(() -> atOnce(one));
            var last = threads.submit(() -> atOnce(other));
            return List.of(first.get(), last.get());
        }
    }

    private <T> T atOnce(Callable<T> work) throws Exception {
        together.await();
        return work.call();
    }

    private Added add(Database database, int number, String key, Instant at) {
        var run =
                new Run(
                        id(number),
                        workspace,
                        WebhookRig.WORKFLOW,
                        1,
                        "{}",
                        Optional.empty(),
                        at,
                        at,
                        0,
                        0,
                        Optional.empty(),
                        new Run.State.Queued());
        var mark = new Mark(key, "00", at.minus(Duration.ofDays(1)));
        return new SqlRunStore(database).add(run, Optional.of(mark), Optional.empty());
    }

    private static Run.Id id(int number) {
        return new Run.Id(new UUID(3, number));
    }
}
