package dev.handwright.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.base.Json;
import dev.handwright.fakes.RunHouse;
import dev.handwright.workflows.Workflow;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("database")
final class RunQueueTest {
    private RunHouse house;
    private Workflow one;
    private Workflow two;

    @BeforeEach
    void open(@TempDir Path folder) {
        house = new RunHouse(folder);
        one = house.publish("one");
        two = house.publish("two");
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void runsAreTakenOldestFirstAndNoMoreThanTheirWorkflowMay() {
        var first = start(one);
        var second = start(one);
        var third = start(two);
        var taken = house.queue.take().orElseThrow();
        assertThat(taken.id()).isEqualTo(first);
        assertThat(taken.attempt()).isEqualTo(1);
        assertThat(house.queue.take().orElseThrow().id()).isEqualTo(third);
        assertThat(house.queue.take()).isEmpty();
        assertThat(house.queue.length()).isEqualTo(1);
        assertThat(house.queue.end(completed(taken), RunLinks.NONE)).isTrue();
        assertThat(house.queue.take().orElseThrow().id()).isEqualTo(second);
    }

    @Test
    void theOldestQueuedRunIsFoundAcrossWorkflows() {
        assertThat(house.store.oldestQueued()).isEmpty();
        start(two);
        var at = house.clock.instant();
        house.clock.pass(Duration.ofMinutes(1));
        start(one);
        assertThat(house.store.oldestQueued()).contains(at);
    }

    @Test
    void theOutsideIsToldOfTheStartAndOfTheSuccess() {
        var id = start(one);
        var run = house.queue.take().orElseThrow();
        house.clock.pass(Duration.ofSeconds(10));
        var links = new RunLinks(Optional.of("https://a/assets.zip"), Optional.empty(), logs());
        house.queue.end(completed(run), links);
        var events = house.events();
        assertThat(events).extracting(RunHouse.Event::seq).containsExactly(0, 1);
        assertThat(events.get(0).body())
                .isEqualTo(
                        ("{\"workflow_id\":\"%s\",\"message_id\":\"%s\",\"status\":\"processing\","
                                        + "\"expires_at\":1767927845}")
                                .formatted(one.id(), id));
        assertThat(events.get(1).body())
                .isEqualTo(
                        ("{\"workflow_id\":\"%s\",\"message_id\":\"%s\",\"status\":\"success\","
                                        + "\"expires_at\":1767927855,\"success\":true,"
                                        + "\"result\":{\"n\": 1.10},"
                                        + "\"assets\":\"https://a/assets.zip\","
                                        + "\"logs\":\"https://a/logs\"}")
                                .formatted(one.id(), id));
    }

    @Test
    void eachWayToFailHasItsWord() {
        assertThat(
                        endedAs(run ->
                                new Run.State.Failed(
                                        run.state().started(), at(), "no", "KeyError")))
                .contains(Map.entry("error", "no"), Map.entry("error_type", "KeyError"));
        assertThat(endedAs(_ -> new Run.State.TimedOut(at(), at(), "late")))
                .contains(Map.entry("error", "late"), Map.entry("error_type", "timeout"));
        assertThat(endedAs(_ -> new Run.State.Cancelled(Optional.of(at()), at())))
                .contains(Map.entry("error_type", "cancelled"), Map.entry("success", false));
    }

    @Test
    void aRunThatSomebodyCancelledEndsAsCancelledWhateverItReturned() {
        var id = start(one);
        var run = house.queue.take().orElseThrow();
        var stopped = new java.util.concurrent.atomic.AtomicBoolean();
        var _ =
                house.queue
                        .fences()
                        .open(
                                run,
                                new Fence.Listener() {
                                    @Override
                                    public void cancelled() {
                                        stopped.set(true);
                                    }

                                    @Override
                                    public void lost() {
                                        throw new AssertionError("nobody has taken it");
                                    }
                                });
        assertThat(house.runs.cancel(house.workspace, id))
                .isInstanceOf(CancelResult.Stopping.class);
        assertThat(stopped).isTrue();
        assertThat(house.queue.end(completed(run), RunLinks.NONE)).isTrue();
        assertThat(house.runs.get(house.workspace, id).orElseThrow().state().word())
                .isEqualTo("cancelled");
        assertThat(house.events().getLast().body()).contains("\"error_type\":\"cancelled\"");
        assertThat(house.runs.cancel(house.workspace, id))
                .isInstanceOf(CancelResult.Cancelled.class);
    }

    @Test
    void aRunEndsOnceAndOnlyByTheAttemptThatHasIt() {
        start(one);
        var run = house.queue.take().orElseThrow();
        assertThat(house.queue.end(completed(run), RunLinks.NONE)).isTrue();
        assertThat(house.queue.end(completed(run), RunLinks.NONE)).isFalse();
        assertThat(house.events()).hasSize(2);
        assertThat(house.runs.cancel(house.workspace, run.id()))
                .isInstanceOf(CancelResult.TooLate.class);
    }

    @Test
    void listingsFilterAndGoOnWhereTheyStopped() {
        for (int i = 0; i < 3; i++) {
            start(i == 1 ? two : one);
        }
        var newest = filter(Optional.empty(), Optional.empty(), 2);
        var page = house.runs.list(house.workspace, newest);
        assertThat(page.items()).hasSize(2);
        assertThat(page.totalCount()).isEqualTo(3);
        var cursor = dev.handwright.base.Cursor.parse(page.nextCursor().orElseThrow());
        house.queue.take();
        start(one);
        var rest =
                house.runs.list(
                        house.workspace,
                        new RunFilter(Optional.empty(), Optional.empty(), cursor, 2));
        assertThat(rest.items()).hasSize(1);
        assertThat(rest.nextCursor()).isEmpty();
        var ofTwo = filter(Optional.of(two.id()), Optional.of("queued"), 10);
        assertThat(house.runs.list(house.workspace, ofTwo).items()).hasSize(1);
        var running = filter(Optional.empty(), Optional.of("running"), 10);
        assertThat(house.runs.list(house.workspace, running).totalCount()).isEqualTo(1);
        assertThat(house.runs.list(house.stranger, newest).items()).isEmpty();
    }

    private Map<String, @org.jspecify.annotations.Nullable Object> endedAs(
            java.util.function.Function<Run, Run.State> end) {
        start(one);
        var run = house.queue.take().orElseThrow();
        house.queue.end(run.in(end.apply(run), at()), RunLinks.NONE);
        return Json.readObject(house.events().getLast().body());
    }

    private static RunFilter filter(
            Optional<Workflow.Id> workflow, Optional<String> status, int n) {
        return new RunFilter(workflow, status, Optional.empty(), n);
    }

    private java.time.Instant at() {
        return house.clock.instant();
    }

    private static Optional<String> logs() {
        return Optional.of("https://a/logs");
    }

    private Run completed(Run run) {
        var started = run.state().started().orElseThrow();
        return run.in(new Run.State.Completed(started, at(), "{\"n\": 1.10}"), at());
    }

    private Run.Id start(Workflow workflow) {
        return house.start(workflow);
    }
}
