package dev.handwright.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.base.Metrics;
import dev.handwright.fakes.Await;
import dev.handwright.fakes.RunHouse;
import dev.handwright.fakes.TestNodes;
import dev.handwright.nodes.Nodes;
import dev.handwright.workflows.Workflow;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One node dies, or only seems to, and another takes over its runs. */
@Tag("database")
final class TakeOverTest {
    private static final RunSettings SETTINGS = new RunSettings(10, 0, 10, Duration.ofDays(7));

    private @TempDir Path folder;
    private RunHouse house;
    private Nodes dying;
    private RunQueue its;
    private Workflow workflow;

    @BeforeEach
    void open() {
        house = new RunHouse(folder, SETTINGS, (_, _) -> RunHouse.checked());
        workflow = house.publish("one");
        dying = house.nodes('2');
        its = queue(dying);
        house.nodes.beat();
    }

    @AfterEach
    void close() {
        dying.close();
        house.close();
    }

    @Test
    void aDeadNodesRunIsAnothersWithANewAttempt() {
        var id = house.start(workflow);
        var old = its.take().orElseThrow();
        die();
        assertThat(house.queue.takeOver(10))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.id()).isEqualTo(id);
                    assertThat(it.attempt()).isEqualTo(2);
                    assertThat(it.state().started()).isEqualTo(old.state().started());
                });
        assertThat(house.queue.takeOver(10)).isEmpty();
        assertThat(its.end(completed(old), RunLinks.NONE)).isFalse();
        assertThat(house.get(id).state().word()).isEqualTo("running");
        assertThat(house.events()).extracting(RunHouse.Event::status).containsExactly("processing");
    }

    @Test
    void asManyAsThereIsRoomForTheOldestFirst() {
        for (int i = 0; i < 3; i++) {
            house.start(workflow);
            house.clock.pass(Duration.ofSeconds(1));
            assertThat(its.take()).isPresent();
        }
        die();
        var first = house.queue.takeOver(2);
        assertThat(first).extracting(it -> it.createdAt()).isSorted().hasSize(2);
        assertThat(house.queue.takeOver(0)).isEmpty();
        assertThat(house.queue.takeOver(2))
                .singleElement()
                .satisfies(it -> assertThat(it.createdAt()).isAfter(first.getLast().createdAt()));
    }

    @Test
    void whoBeatsAgainBeforeItKeepsItsRuns() {
        house.start(workflow);
        assertThat(its.take()).isPresent();
        die();
        dying.beat();
        assertThat(house.queue.takeOver(10)).isEmpty();
    }

    @Test
    void whoStartsAgainBeforeItKeepsItsRunsWithANewAttempt() {
        house.start(workflow);
        var old = its.take().orElseThrow();
        die();
        try (var again = house.nodes('2')) {
            var back = queue(again).takeBack();
            assertThat(back).extracting(Run::attempt).containsExactly(2);
            assertThat(house.queue.takeOver(10)).isEmpty();
            assertThat(its.end(completed(old), RunLinks.NONE)).isFalse();
            assertThat(queue(again).end(completed(back.getFirst()), RunLinks.NONE)).isTrue();
        }
    }

    @Test
    void aStartTakesBackItsOwnRunsAndThoseOfNobody() {
        var own = house.start(workflow);
        assertThat(house.queue.take()).isPresent();
        house.start(workflow);
        assertThat(its.take()).isPresent();
        var nobodys = house.start(workflow);
        assertThat(its.take()).isPresent();
        var _ =
                house.database.write(handle ->
                        handle.execute(
                                "update run set worker = 'worker_of_old' where id = ?",
                                nobodys.toString()));
        assertThat(house.queue.takeBack())
                .extracting(Run::id)
                .containsExactlyInAnyOrder(own, nobodys);
    }

    @Test
    void whatOtherNodesAcceptCountsOnceItIsCounted() {
        house.start(workflow);
        assertThat(its.length()).isZero();
        its.count();
        assertThat(its.length()).isEqualTo(1);
        assertThat(house.queue.take()).isPresent();
        its.count();
        assertThat(its.length()).isZero();
    }

    @Test
    void aFenceLetsNothingPassWithoutTheLease() throws Exception {
        house.start(workflow);
        var fence = its.fences().open(its.take().orElseThrow(), new Told());
        fence.pass();
        house.nanos.addAndGet(TestNodes.LEASE.toNanos());
        var passed = new AtomicInteger();
        var thread = Thread.ofPlatform().start(() -> pass(fence, passed));
        Await.that(() -> thread.getState() == Thread.State.TIMED_WAITING);
        assertThat(passed).hasValue(0);
        dying.beat();
        thread.join();
        assertThat(passed).hasValue(1);
    }

    @Test
    void aFenceIsBrokenWhenAnotherHasTheRun() {
        house.start(workflow);
        var told = new Told();
        var fence = its.fences().open(its.take().orElseThrow(), told);
        die();
        assertThat(house.queue.takeOver(1)).hasSize(1);
        its.fences().review();
        dying.beat();
        assertThat(told.lost).hasValue(1);
        assertThatThrownBy(fence::pass).isInstanceOf(Fence.Broken.class);
    }

    @Test
    void aRunThatIsStillOwnIsLeftAlone() throws Exception {
        house.start(workflow);
        var told = new Told();
        var fence = its.fences().open(its.take().orElseThrow(), told);
        its.fences().review();
        fence.pass();
        assertThat(told.lost).hasValue(0);
        assertThat(told.cancelled).hasValue(0);
    }

    @Test
    void whoExecutesARunHearsOfACancelThatAnotherNodeWasAskedFor() {
        var id = house.start(workflow);
        var told = new Told();
        its.fences().open(its.take().orElseThrow(), told);
        assertThat(house.runs.cancel(house.workspace, id))
                .isInstanceOf(CancelResult.Stopping.class);
        assertThat(told.cancelled).hasValue(0);
        its.fences().review();
        assertThat(told.cancelled).hasValue(1);
    }

    private static void pass(Fence fence, AtomicInteger passed) {
        try {
            fence.pass();
            passed.incrementAndGet();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** As long as the others can see. */
    private void die() {
        house.nanos.addAndGet(TestNodes.LEASE.toNanos());
        house.nodes.beat();
        assertThat(house.nodes.dead()).hasSize(1);
    }

    private RunQueue queue(Nodes nodes) {
        return new RunQueue(
                house.store, SETTINGS, nodes, house.clock, house.ids, () -> {}, Metrics.none());
    }

    private Run completed(Run run) {
        var at = house.clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return run.in(new Run.State.Completed(run.state().started().orElseThrow(), at, "{}"), at);
    }

    private static final class Told implements Fence.Listener {
        private final AtomicInteger cancelled = new AtomicInteger();
        private final AtomicInteger lost = new AtomicInteger();

        @Override
        public void cancelled() {
            cancelled.incrementAndGet();
        }

        @Override
        public void lost() {
            lost.incrementAndGet();
        }
    }
}
