package dev.handwright.adapter.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.fakes.Await;
import dev.handwright.fakes.TestDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs of two nodes on one database. */
@Tag("database")
final class JobsTest {
    private static final int MANY = 100;

    private final Clock clock = Clock.systemUTC();
    private final Map<String, AtomicInteger> done = new ConcurrentHashMap<>();
    private final AtomicInteger swept = new AtomicInteger();
    private Database database;
    private Jobs one;
    private Jobs other;

    @BeforeEach
    void open(@TempDir Path folder) {
        database = TestDatabase.open(folder);
        one = jobs("one");
        other = jobs("other");
    }

    @AfterEach
    void close() {
        one.close();
        other.close();
        database.close();
    }

    @Test
    void eachIsDoneOnceWhicheverNodeBeginsIt() {
        for (int i = 0; i < MANY; i++) {
            add("job " + i, 0);
        }
        add("later", clock.millis() + 3_600_000);
        one.start();
        other.start();
        Await.that(() -> left() == 1 && swept.get() > 0);
        assertThat(done).hasSize(MANY).doesNotContainKey("later");
        assertThat(done.values()).allMatch(times -> times.get() == 1);
        assertThat(swept).hasValue(1);
    }

    @Test
    void whatADeadNodeHadBegunIsBegunAgain() {
        add("orphan", 0);
        database.write(handle ->
                handle.execute(
                        "update job set picked = true, picked_by = 'dead', last_heartbeat = "
                                + (clock.millis() - 60_000)));
        one.start();
        Await.that(() -> left() == 0);
        assertThat(done.get("orphan")).hasValue(1);
    }

    @Test
    void aTurnSaysWhenTheNextOneIs() {
        add("again", 0);
        one.start();
        Await.that(() -> done.containsKey("again"));
        Await.that(() ->
                count(
                                "select count(*) from job where task_name = 'test' and picked = false and execution_time > 0")
                        > 0);
        assertThat(done.get("again")).hasValue(1);
    }

    @Test
    void whatComesAgainDoesSoThoughItCouldNotBeWrittenAtTheStart() {
        database.write(handle -> handle.execute("alter table job rename to away"));
        one.start();
        Await.that(JobsTest::waitsToBegin);
        database.write(handle -> handle.execute("alter table away rename to job"));
        Await.that(() -> swept.get() == 1);
    }

    private static boolean waitsToBegin() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(it ->
                        it.getName().equals("jobs-start")
                                && it.getState() == Thread.State.TIMED_WAITING);
    }

    private Jobs jobs(String node) {
        var jobs = new Jobs(database, clock, node);
        jobs.every(Duration.ofHours(1), "sweeping", _ -> swept.incrementAndGet());
        jobs.at(
                "test",
                id -> {
                    done.computeIfAbsent(id, _ -> new AtomicInteger()).incrementAndGet();
                    return id.equals("again")
                            ? Optional.of(clock.instant().plusSeconds(3600))
                            : Optional.empty();
                });
        return jobs;
    }

    private void add(String id, long at) {
        database.write(handle ->
                handle.execute(
                        "insert into job (task_name, task_instance, execution_time, picked, version)"
                                + " values ('test', ?, ?, false, 1)",
                        id,
                        at));
    }

    private long left() {
        return count("select count(*) from job where task_name = 'test'");
    }

    private long count(String query) {
        return database.read(handle -> handle.createQuery(query).mapTo(long.class).one());
    }
}
