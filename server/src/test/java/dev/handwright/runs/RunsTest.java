package dev.handwright.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.fakes.RunHouse;
import dev.handwright.workflows.Code;
import dev.handwright.workflows.Language;
import dev.handwright.workflows.Workflow;
import dev.handwright.workflows.WorkflowStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("database")
final class RunsTest {
    private RunHouse house;
    private Workflow workflow;

    @BeforeEach
    void open(@TempDir Path folder) {
        house = new RunHouse(folder);
        workflow = house.publish("records");
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void anAcceptedRunIsStoredWithItsVersionAndInput() {
        var id = accepted(start(Map.of("NAME", "Jane Doe"), "https://example.com/hook"));
        var run = house.runs.get(house.workspace, id).orElseThrow();
        assertThat(run.state()).isEqualTo(new Run.State.Queued());
        assertThat(run.version()).isEqualTo(1);
        assertThat(run.paramsJson()).isEqualTo("{\"NAME\":\"Jane Doe\"}");
        assertThat(run.webhook().orElseThrow()).hasToString("https://example.com/hook");
        assertThat(house.queue.length()).isEqualTo(1);
    }

    @Test
    void aVersionThatAnotherServerPublishedIsUsedASecondLater() {
        accepted(start(Map.of("NAME", "x")));
        var code = new Code(Language.PYTHON, List.of(), List.of(), List.of(), 0);
        var version = new WorkflowStore.NewVersion(code, RunHouse.SCHEMA, "{}", Optional.empty());
        house.workflowStore.publish(
                house.workspace, workflow.id(), Optional.empty(), version, house.clock.instant());
        house.clock.pass(Duration.ofSeconds(1));
        var id = accepted(start(Map.of("NAME", "x")));
        assertThat(house.runs.get(house.workspace, id).orElseThrow().version()).isEqualTo(2);
        house.workflowStore.delete(house.workspace, workflow.id(), house.clock.instant());
        house.clock.pass(Duration.ofSeconds(-1));
        assertThat(start(Map.of("NAME", "x"))).isEqualTo(new StartResult.NoSuchWorkflow());
    }

    @Test
    void aRunIsUnknownInAnotherWorkspace() {
        var id = accepted(start(Map.of("NAME", "x")));
        assertThat(house.runs.get(house.stranger, id)).isEmpty();
        assertThat(house.runs.cancel(house.stranger, id)).isEqualTo(new CancelResult.NoSuchRun());
        assertThat(house.runs.retry(house.stranger, id, Map.of()))
                .isEqualTo(new RetryResult.NoSuchRun());
        assertThat(house.runs.start(house.stranger, request(Map.of("NAME", "x"))))
                .isEqualTo(new StartResult.NoSuchWorkflow());
    }

    @Test
    void badParamsAreRefused() {
        assertThat(start(Map.of("AGE", "old")))
                .isInstanceOfSatisfying(
                        StartResult.BadParams.class,
                        it ->
                                assertThat(it.problems())
                                        .containsExactly(
                                                "Missing required parameter: NAME",
                                                "AGE: \"old\" is not an integer"));
        assertThat(house.queue.length()).isZero();
    }

    @Test
    void callbacksThatMayNotBeCalledAreRefused() {
        for (var url :
                new String[] {
                    "ftp://example.com", "http://example.com", "https://127.0.0.1/x", "https:///x",
                    "nothing", "https://user@example.com", "https://example.com:99999/", "ht tp:"
                }) {
            assertThat(start(Map.of("NAME", "x"), url)).isInstanceOf(StartResult.BadWebhook.class);
        }
    }

    @Test
    void secureParamsNeedASignatureEvenUnderAKnownKey() {
        accepted(house.runs.start(house.workspace, keyed("k", "body")));
        for (var body : List.of("body", "other")) {
            var request =
                    new StartRequest(
                            workflow.id().toString(),
                            Map.of(),
                            Optional.empty(),
                            Optional.of(Map.of("password", "x")),
                            false,
                            keyed("k", body).idempotency());
            assertThat(house.runs.start(house.workspace, request))
                    .isEqualTo(new StartResult.SecureParamsUnsigned());
        }
    }

    @Test
    void anIdempotencyKeyAnswersTheFirstRunForADay() {
        var first = house.runs.start(house.workspace, keyed("k", "body"));
        var id = accepted(first);
        assertThat(house.runs.start(house.workspace, keyed("k", "body")))
                .isEqualTo(new StartResult.Accepted(id, workflow.id(), true));
        assertThat(house.runs.start(house.workspace, keyed("k", "other")))
                .isEqualTo(new StartResult.IdempotencyConflict());
        assertThat(house.queue.length()).isEqualTo(1);
        house.clock.pass(Duration.ofHours(24));
        assertThat(accepted(house.runs.start(house.workspace, keyed("k", "other"))))
                .isNotEqualTo(id);
    }

    @Test
    void anIdempotencyKeyAnswersEvenWhenTheQueueIsFull() {
        var id = accepted(house.runs.start(house.workspace, keyed("k", "body")));
        accepted(start(Map.of("NAME", "x")));
        accepted(start(Map.of("NAME", "x")));
        assertThat(start(Map.of("NAME", "x"))).isInstanceOf(StartResult.QueueFull.class);
        assertThat(accepted(house.runs.start(house.workspace, keyed("k", "body")))).isEqualTo(id);
    }

    @Test
    void oldIdempotencyMarksAreForgotten() {
        accepted(house.runs.start(house.workspace, keyed("k", "body")));
        house.clock.pass(Duration.ofHours(25));
        assertThat(house.store.forgetMarks(house.clock.instant(), 10)).isEqualTo(1);
        assertThat(house.store.forgetMarks(house.clock.instant(), 10)).isZero();
    }

    @Test
    void aRunCancelledInTheQueueTellsItOnceAndFreesItsPlace() {
        var id = accepted(start(Map.of("NAME", "x"), "https://example.com/hook"));
        assertThat(house.runs.cancel(house.workspace, id))
                .isInstanceOf(CancelResult.Cancelled.class);
        assertThat(house.runs.cancel(house.workspace, id))
                .isInstanceOf(CancelResult.Cancelled.class);
        assertThat(house.queue.length()).isZero();
        assertThat(house.queue.take()).isEmpty();
        assertThat(house.events())
                .containsExactly(
                        new RunHouse.Event(
                                1,
                                "failed",
                                "https://example.com/hook",
                                ("{\"workflow_id\":\"%s\",\"message_id\":\"%s\","
                                                + "\"status\":\"failed\",\"expires_at\":1767927845,"
                                                + "\"success\":false,"
                                                + "\"error\":\"The run was cancelled.\","
                                                + "\"error_type\":\"cancelled\"}")
                                        .formatted(workflow.id(), id)));
        assertThat(house.webhookWakes.get()).isEqualTo(1);
    }

    @Test
    void aRunIsRepeatedWithItsInputOnceItHasEnded() {
        var id = accepted(start(Map.of("NAME", "x")));
        assertThat(house.runs.retry(house.workspace, id, Map.of()))
                .isInstanceOf(RetryResult.TooEarly.class);
        house.runs.cancel(house.workspace, id);
        var again = house.runs.retry(house.workspace, id, Map.of());
        var run =
                house.runs
                        .get(house.workspace, accepted(((RetryResult.Started) again).result()))
                        .orElseThrow();
        assertThat(run.paramsJson()).isEqualTo("{\"NAME\":\"x\"}");
        assertThat(run.retryOf()).contains(id);
    }

    private StartResult start(Map<String, @Nullable Object> params) {
        return house.runs.start(house.workspace, request(params));
    }

    private StartResult start(Map<String, @Nullable Object> params, String webhook) {
        return house.runs.start(
                house.workspace,
                new StartRequest(
                        workflow.id().toString(),
                        params,
                        Optional.of(webhook),
                        Optional.empty(),
                        false,
                        Optional.empty()));
    }

    private StartRequest request(Map<String, @Nullable Object> params) {
        return new StartRequest(
                workflow.id().toString(),
                params,
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty());
    }

    private StartRequest keyed(String key, String body) {
        return new StartRequest(
                workflow.id().toString(),
                Map.of("NAME", "x"),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.of(
                        new StartRequest.Idempotency(key, body.getBytes(StandardCharsets.UTF_8))));
    }

    private static Run.Id accepted(StartResult result) {
        assertThat(result).isInstanceOf(StartResult.Accepted.class);
        return ((StartResult.Accepted) result).id();
    }
}
