package dev.handwright.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.artifacts.Artifact;
import dev.handwright.fakes.Await;
import dev.handwright.fakes.RunHouse;
import dev.handwright.runs.Run;
import dev.handwright.runs.RunSettings;
import dev.handwright.sandboxes.SandboxCalls;
import dev.handwright.sandboxes.SandboxCalls.CallFailed;
import dev.handwright.sandboxes.SandboxEnd;
import dev.handwright.sandboxes.SandboxJob;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs whose launcher or database is away for a while. */
@Tag("database")
final class WaitingRunTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int MANY = 1_000_000;

    private static final SandboxCalls NONE =
            new SandboxCalls() {
                @Override
                public Object call(
                        long id,
                        String method,
                        Map<String, @Nullable Object> params,
                        OutputStream bytes) {
                    return "";
                }

                @Override
                public void log(String stream, String line) {}
            };

    @TempDir private Path folder;
    private RunHouse house;

    @BeforeEach
    void build() {
        house =
                new RunHouse(
                        folder,
                        new RunSettings(100, 0, 10, Duration.ofDays(7)),
                        (job, calls) -> {
                            if (job instanceof SandboxJob.Check) {
                                return RunHouse.checked();
                            }
                            try {
                                calls.call(
                                        1,
                                        "drive.files",
                                        Map.of(),
                                        OutputStream.nullOutputStream());
                                return new SandboxEnd.Returned("{}");
                            } catch (CallFailed e) {
                                return new SandboxEnd.Raised(e.type(), "" + e.getMessage());
                            }
                        });
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void whileNoLauncherAnswersRunsStayInTheQueue() {
        house.workplaces.away(true);
        try (var worker = house.worker(2, LONG, LONG)) {
            worker.start();
            var workflow = house.publish("one");
            var runs = new ArrayList<Run.Id>();
            for (int i = 0; i < 5; i++) {
                runs.add(house.start(workflow));
            }
            Await.that(() -> {
                house.queue.wake();
                return house.workplaces.asked() > 5;
            });
            assertThat(runs).allMatch(it -> word(it).equals("queued"));
            house.workplaces.away(false);
            house.queue.wake();
            runs.forEach(this::completes);
            Await.that(() -> house.workplaces.living() == 0);
        }
    }

    @Test
    void aRunThatWasTakenBeforeWaitsForIt() {
        house.workplaces.refuse(3);
        try (var worker = house.worker(1, LONG, LONG)) {
            worker.start();
            completes(house.start(house.publish("one")));
        }
    }

    @Test
    void aRunIsExecutedThoughItsTakerDidNotHearOfIt() {
        try (var worker = house.worker(1, LONG, LONG)) {
            worker.start();
            var first = house.publish("one");
            completes(house.start(first));
            house.away.loseAnswerOf("take");
            completes(house.start(first));
        }
    }

    @Test
    void aRunThatWaitsCanBeCancelled() {
        house.workplaces.refuse(MANY);
        try (var worker = house.worker(1, LONG, LONG)) {
            worker.start();
            var run = house.start(house.publish("one"));
            Await.that(() -> house.workplaces.asked() > 3);
            var _ = house.runs.cancel(house.workspace, run);
            Await.that(() -> word(run).equals("cancelled"));
        }
    }

    @Test
    void aRunWaitsNoLongerThanItMayTake() {
        house.workplaces.refuse(MANY);
        try (var worker = house.worker(1, Duration.ofSeconds(1), LONG)) {
            worker.start();
            var run = house.start(house.publish("one"));
            Await.that(() -> word(run).equals("timeout"));
        }
    }

    @Test
    void neitherDoesACallWhoseAnswerCannotBeKept() {
        var run = house.start(house.publish("one"));
        house.away.during("add");
        try (var worker = house.worker(1, Duration.ofSeconds(1), LONG)) {
            worker.start();
            Await.that(() -> word(run).equals("timeout"));
            assertThat(house.away.refused()).isGreaterThan(2);
        }
    }

    @Test
    void aServerThatStopsLeavesARunThatWaits() {
        house.workplaces.refuse(MANY);
        var run = house.start(house.publish("one"));
        try (var worker = house.worker(1, LONG, LONG)) {
            worker.start();
            Await.that(() -> house.workplaces.asked() > 3);
        }
        assertThat(word(run)).isEqualTo("running");
        house.workplaces.refuse(0);
        house.workplaces.putBack();
        try (var worker = house.worker(1, LONG, LONG)) {
            worker.start();
            completes(run);
        }
    }

    @Test
    void aLookAtFilesWaitsToo() {
        house.workplaces.refuseCalls(3);
        try (var worker = house.worker(1, LONG, LONG)) {
            worker.start();
            completes(house.start(house.publish("one")));
            assertThat(house.workplaces.done()).containsExactly("dsk_1 drive.files");
        }
    }

    @Test
    void aRunThatHasEndedKeepsItsOutputsUntilTheyCanBeStored() {
        house.sandboxes.leave("zip");
        house.blobs.full = true;
        try (var worker = house.worker(1, LONG, LONG)) {
            worker.start();
            var run = house.start(house.publish("one"));
            Await.that(() -> house.blobs.refused() > 1);
            assertThat(word(run)).isEqualTo("running");
            house.blobs.full = false;
            completes(run);
            assertThat(house.artifacts.of(run.value()))
                    .extracting(Artifact::kind)
                    .containsExactly(
                            Artifact.Kind.ASSETS, Artifact.Kind.RECORDING, Artifact.Kind.LOGS);
        }
    }

    @Test
    void aStoreThatTakesNothingForTooLongIsGivenUpAndTheRunSaysSo() throws Exception {
        var id = house.start(house.publish("one"));
        var run = house.queue.take().orElseThrow();
        house.sandboxes.leave("zip");
        house.blobs.full = true;
        var fence = house.queue.fences().open(run, new StopSwitch());
        var outputs = new RunOutputs(house.artifacts, folder, id, fence, Duration.ZERO);
        var log = house.logs.open(run);
        var job = new SandboxJob.Execute("python", List.of(), "{}", List.of());
        try (var sandbox = house.sandboxes.start(job, RunHouse.LIMITS, NONE)) {
            assertThat(outputs.collect(sandbox, log)).isFalse();
        }
        house.logs.forget(id, log);
        var ending = new RunEnding(house.artifacts, LONG, LONG, house.clock);
        var returned = ending.state(run, new SandboxEnd.Returned("{}"), Optional.empty());
        assertThat(ending.withoutOutputs(returned).state())
                .isInstanceOfSatisfying(
                        Run.State.Failed.class,
                        it -> assertThat(it.errorType()).isEqualTo("outputs_lost"));
        assertThat(ending.withoutOutputs(ending.cancelled(run)).state().word())
                .isEqualTo("cancelled");
    }

    @Test
    void aRunWaitsForADiskThatTakesItsLog() throws Exception {
        var logs = folder.resolve("logs");
        Files.delete(logs);
        Files.createFile(logs);
        try (var worker = house.worker(2, LONG, LONG)) {
            worker.start();
            var workflow = house.publish("one");
            var stopped = house.start(workflow);
            var run = house.start(workflow);
            Await.that(() -> word(stopped).equals("running") && word(run).equals("running"));
            var _ = house.runs.cancel(house.workspace, stopped);
            Await.that(() -> word(stopped).equals("cancelled"));
            assertThat(word(run)).isEqualTo("running");
            Files.delete(logs);
            Files.createDirectory(logs);
            completes(run);
        }
    }

    /** In the order in which a run needs them. */
    @ParameterizedTest
    @ValueSource(strings = {"find", "code", "secrets", "put", "calls", "add"})
    void aRunWaitsForItsDatabase(String method) {
        try (var worker = house.worker(1, LONG, LONG)) {
            var run = house.start(house.publish("one"));
            house.away.during(method);
            worker.start();
            Await.that(() -> house.away.refused() > 2);
            house.away.during();
            completes(run);
        }
        assertThat(house.journals.sandboxes(house.queue.worker())).isEmpty();
        Await.that(() -> house.sandboxes.open() == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"find", "code", "place", "calls", "put"})
    void aRunThatGoesOnWaitsForItsDatabase(String method) {
        house.start(house.publish("one"));
        var run = house.queue.take().orElseThrow();
        var place = RunPlace.on(house.workplaces.leave(), 0);
        assertThat(house.journals.put(run, place)).isTrue();
        house.away.during(method);
        try (var worker = house.worker(1, LONG, LONG)) {
            worker.start();
            Await.that(() -> house.away.refused() > 2);
            house.away.during();
            completes(run.id());
            assertThat(house.workplaces.done()).containsExactly("dsk_1 drive.files");
        }
    }

    @Test
    void aRunThatTheServerFailedToEndIsEndedByTheSameServer() {
        house.away.breakDown("end", 2); // the second is that it has failed
        try (var worker = house.worker(1, LONG, LONG)) {
            worker.start();
            var run = house.start(house.publish("one"));
            Await.that(() -> house.get(run).state().ended());
        }
    }

    private String word(Run.Id run) {
        return house.get(run).state().word();
    }

    private void completes(Run.Id run) {
        Await.that(() -> house.get(run).state().ended());
        assertThat(house.get(run).state()).isInstanceOf(Run.State.Completed.class);
    }
}
