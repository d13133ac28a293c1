package dev.handwright.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.artifacts.Artifact;
import dev.handwright.fakes.Await;
import dev.handwright.fakes.FakeSandboxes;
import dev.handwright.fakes.RunHouse;
import dev.handwright.runs.CancelResult;
import dev.handwright.runs.LogReader;
import dev.handwright.runs.Run;
import dev.handwright.runs.RunSettings;
import dev.handwright.sandboxes.SandboxCalls;
import dev.handwright.sandboxes.SandboxCalls.Unanswered;
import dev.handwright.sandboxes.SandboxEnd;
import dev.handwright.sandboxes.SandboxJob;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("database")
final class WorkerTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final RunSettings SETTINGS = new RunSettings(100, 0, 2, Duration.ofDays(7));

    @TempDir private Path folder;

    @Test
    void aRunGoesFromQueuedToCompletedAndReleasesAllItHeld() throws Exception {
        FakeSandboxes.Code code =
                (_, calls) -> {
                    calls.log("stdout", "hello");
                    call(calls);
                    return new SandboxEnd.Returned("{\"ok\":true}");
                };
        try (var house = house(code);
                var worker = house.worker(2, LONG, LONG)) {
            house.sandboxes.leave("zip");
            worker.start();
            var run = ended(house, house.start(house.publish("one")));
            assertThat(run.state())
                    .isInstanceOfSatisfying(
                            Run.State.Completed.class,
                            it -> assertThat(it.resultJson()).isEqualTo("{\"ok\":true}"));
            assertThat(house.events().getLast().body())
                    .contains("\"assets\":\"https://hand.test/artifacts/" + run.id())
                    .contains("recording.mp4?expires=", "logs.jsonl?expires=");
            assertThat(house.artifacts.of(run.id().value()))
                    .extracting(Artifact::kind)
                    .containsExactly(
                            Artifact.Kind.ASSETS, Artifact.Kind.RECORDING, Artifact.Kind.LOGS);
            assertThat(lines(house, run))
                    .extracting(it -> it.replaceAll(".*\"stream\":", ""))
                    .containsExactly(
                            "\"step\",\"line\":\"queued\"}",
                            "\"step\",\"line\":\"processing\"}",
                            "\"stdout\",\"line\":\"hello\"}",
                            "\"step\",\"line\":\"computer.press\"}",
                            "\"step\",\"line\":\"collected 1 files\"}",
                            "\"step\",\"line\":\"completed\"}");
            releasedAll(house, worker);
        }
    }

    @Test
    void codeThatRaisesFailsItsRun() {
        try (var house = house((_, _) -> new SandboxEnd.Raised("KeyError", "no such key"));
                var worker = house.worker(2, LONG, LONG)) {
            worker.start();
            var run = ended(house, house.start(house.publish("one")));
            assertThat(run.state())
                    .isEqualTo(
                            new Run.State.Failed(
                                    run.state().started(),
                                    house.clock.instant(),
                                    "no such key",
                                    "KeyError"));
            releasedAll(house, worker);
        }
    }

    @Test
    void aRunThatTakesTooLongIsStopped() {
        try (var house = house(WorkerTest::forever);
                var worker = house.worker(2, Duration.ofMillis(50), LONG)) {
            worker.start();
            var run = ended(house, house.start(house.publish("one")));
            assertThat(run.state().word()).isEqualTo("timeout");
            releasedAll(house, worker);
        }
    }

    @Test
    void aRunningRunIsCancelledAtOnce() {
        try (var house = house(WorkerTest::forever);
                var worker = house.worker(2, LONG, LONG)) {
            worker.start();
            var id = house.start(house.publish("one"));
            Await.that(() -> house.sandboxes.open() == 1);
            assertThat(house.runs.cancel(house.workspace, id))
                    .isInstanceOf(CancelResult.Stopping.class);
            assertThat(ended(house, id).state().word()).isEqualTo("cancelled");
            assertThat(house.events().getLast().body()).contains("\"error_type\":\"cancelled\"");
            releasedAll(house, worker);
        }
    }

    @Test
    void noMoreRunsAreExecutedThanTheirWorkflowAndTheServerMay() {
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        FakeSandboxes.Code code =
                (_, _) -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    now.decrementAndGet();
                    return new SandboxEnd.Returned("{}");
                };
        try (var house = house(code);
                var worker = house.worker(3, LONG, LONG)) {
            var workflows = List.of(house.publish("one"), house.publish("two"));
            var ids = new ArrayList<Run.Id>();
            for (int i = 0; i < 20; i++) {
                ids.add(house.start(workflows.get(i % 2)));
            }
            worker.start();
            ids.forEach(id -> ended(house, id));
            assertThat(most.get()).isBetween(1, 3);
            assertThat(house.queue.length()).isZero();
            releasedAll(house, worker);
        }
    }

    @Test
    void aRunWithoutADesktopFailsAndSaysSo() {
        try (var house = house((_, _) -> new SandboxEnd.Returned("{}"));
                var worker = house.worker(2, LONG, LONG)) {
            house.workplaces.takeAway();
            worker.start();
            var run = ended(house, house.start(house.publish("one")));
            assertThat(run.state())
                    .isInstanceOfSatisfying(
                            Run.State.Failed.class,
                            it -> assertThat(it.error()).isEqualTo("No desktop is free."));
            releasedAll(house, worker);
        }
    }

    @Test
    void aStopLeavesRunsAndWhatTheyHaveToTheNextServer() {
        try (var house = house(WorkerTest::forever)) {
            var worker = house.worker(1, LONG, LONG);
            worker.start();
            var id = house.start(house.publish("one"));
            var waiting = house.start(house.publish("two"));
            Await.that(() -> house.journals.place(id).flatMap(RunPlace::sandbox).isPresent());
            worker.close();
            assertThat(worker.running()).isZero();
            assertThat(house.get(id).state().word()).isEqualTo("running");
            assertThat(house.get(waiting).state().word()).isEqualTo("queued");
            assertThat(house.workplaces.living()).isEqualTo(1);
            assertThat(house.events()).extracting(RunHouse.Event::seq).containsExactly(0);
            var log = house.folder().resolve("logs").resolve(id + ".jsonl");
            assertThat(log).exists();
        }
    }

    @Test
    void aStopLetsACallEndAndAnswersNoFurtherOne() {
        var begun = new CountDownLatch(1);
        var let = new CountDownLatch(1);
        FakeSandboxes.Code code =
                (_, calls) -> {
                    call(calls);
                    assertThatThrownBy(() -> call(calls)).isInstanceOf(Unanswered.class);
                    new CountDownLatch(1).await();
                    throw new AssertionError("it ends only by being killed");
                };
        try (var house = house(code)) {
            house.workplaces.duringCalls(() -> {
                begun.countDown();
                Await.that(() -> let.getCount() == 0);
            });
            var worker = house.worker(1, LONG, LONG);
            worker.start();
            var id = house.start(house.publish("one"));
            Await.that(() -> begun.getCount() == 0);
            var closing = Thread.ofVirtual().start(worker::close);
            Await.that(() -> house.workplaces.refuses());
            let.countDown();
            Await.that(() -> !closing.isAlive());
            assertThat(house.journals.calls(house.get(id).id()))
                    .singleElement()
                    .satisfies(it -> assertThat(it.length()).isPositive());
        }
    }

    private RunHouse house(FakeSandboxes.Code code) {
        var own = folder.resolve("house-" + System.nanoTime());
        try {
            Files.createDirectories(own);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return new RunHouse(
                own,
                SETTINGS,
                (job, calls) ->
                        job instanceof SandboxJob.Check
                                ? RunHouse.checked()
                                : code.run(job, calls));
    }

    private static SandboxEnd forever(SandboxJob job, SandboxCalls calls)
            throws InterruptedException {
        new CountDownLatch(1).await();
        throw new AssertionError("it ends only by being killed");
    }

    private static void call(SandboxCalls calls) {
        try {
            calls.call(1, "computer.press", Map.of(), OutputStream.nullOutputStream());
        } catch (SandboxCalls.CallFailed e) {
            throw new AssertionError(e);
        }
    }

    private static Run ended(RunHouse house, Run.Id id) {
        Await.that(() -> house.get(id).state().ended());
        return house.get(id);
    }

    private static void releasedAll(RunHouse house, Worker worker) {
        Await.that(() -> worker.running() == 0);
        assertThat(house.sandboxes.open()).isZero();
        assertThat(house.workplaces.open()).isZero();
    }

    private static List<String> lines(RunHouse house, Run run) throws IOException {
        var lines = new ArrayList<String>();
        house.reader.read(
                run,
                new LogReader.Sink() {
                    @Override
                    public void line(long seq, byte[] json) {
                        lines.add(new String(json, StandardCharsets.UTF_8));
                    }

                    @Override
                    public void caughtUp() {}

                    @Override
                    public void nothingNew() {}
                });
        return lines;
    }
}
