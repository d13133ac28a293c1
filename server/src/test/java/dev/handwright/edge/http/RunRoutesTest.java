package dev.handwright.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.adapter.sql.SqlWebhookStore;
import dev.handwright.adapter.sql.SqlWorkspaceStore;
import dev.handwright.agent.Spent;
import dev.handwright.base.Json;
import dev.handwright.base.Metrics;
import dev.handwright.fakes.Await;
import dev.handwright.fakes.RunHouse;
import dev.handwright.runs.RunSettings;
import dev.handwright.sandboxes.SandboxEnd;
import dev.handwright.sandboxes.SandboxJob;
import dev.handwright.webhooks.Webhooks;
import dev.handwright.workspaces.KeyScope;
import dev.handwright.workspaces.Workspaces;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workflows, runs and logs over HTTP, with sandboxes that are fakes. */
@Tag("database")
final class RunRoutesTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private final CountDownLatch let = new CountDownLatch(1);
    private RunHouse house;
    private Server server;
    private String key;
    private String workflow;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        var settings = new RunSettings(2, 0, 5, Duration.ofDays(7));
        house =
                new RunHouse(
                        folder,
                        settings,
                        (job, calls) -> {
                            if (job instanceof SandboxJob.Check check) {
                                return checked(check);
                            }
                            calls.log("stdout", "first");
                            let.await();
                            calls.log("stdout", "last");
                            return new SandboxEnd.Returned("{\"n\": 1.10}");
                        });
        var workspaces =
                new Workspaces(new SqlWorkspaceStore(house.database), house.clock, house.ids);
        key = workspaces.createKey(house.workspace, "test", Set.of(KeyScope.ADMIN)).text();
        var views =
                new RunViews(
                        house.artifacts,
                        Duration.ofDays(7),
                        id -> Optional.of("https://hand.test/live/" + id),
                        house.clock);
        var webhooks =
                new Webhooks(
                        new SqlWebhookStore(house.database), () -> {}, house.clock, Metrics.none());
        var routes = new java.util.ArrayList<Route>();
        routes.addAll(new WorkflowRoutes(house.workflows).routes());
        routes.addAll(new RunRoutes(house.runs, views, webhooks, _ -> Spent.NOTHING).routes());
        routes.addAll(new RunLogRoutes(house.runs, house.reader).routes());
        server = Loopback.server(workspaces, house.clock, house.ids, routes);
        workflow = String.valueOf(publish("def run(): ...").json().get("workflowId"));
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
        house.close();
    }

    @Test
    void theDocumentedCallIsAnsweredAsDocumented() throws Exception {
        var answer =
                post(
                        "/runs",
                        Map.of(
                                "workflow_id",
                                workflow,
                                "workflow_params",
                                Map.of("NAME", "Jane Doe"),
                                "webhook_callback",
                                "https://your-domain.com/webhook"));
        assertThat(answer.status).isEqualTo(202);
        assertThat(answer.json())
                .containsEntry("message", "Job accepted for processing.")
                .containsEntry("workflowId", workflow)
                .containsOnlyKeys("message", "messageId", "workflowId");
        var run = get("/runs/" + answer.json().get("messageId") + "/");
        assertThat(run.json())
                .containsOnlyKeys(
                        "messageId",
                        "workflowId",
                        "message_id",
                        "workflow_id",
                        "version",
                        "status",
                        "createdAt",
                        "updatedAt",
                        "workflow_params")
                .containsEntry("status", "queued")
                .containsEntry("createdAt", "2026-01-02T03:04:05.678Z");
    }

    @Test
    void whatIsWrongWithARequestIsSaid() throws Exception {
        refused(400, "Missing required field: workflow_id", "/runs", Map.of());
        refused(404, "no workflow", "/runs", Map.of("workflow_id", "nonsense"));
        refused(400, "Missing required parameter: NAME", "/runs", Map.of("workflow_id", workflow));
        refused(
                400,
                "workflow_params",
                "/runs",
                Map.of("workflow_id", workflow, "workflow_params", List.of()));
        refused(
                400,
                "https",
                "/runs",
                Map.of(
                        "workflow_id",
                        workflow,
                        "workflow_params",
                        Map.of("NAME", "x"),
                        "webhook_callback",
                        "http://example.com"));
        refused(
                403,
                "The secure_workflow_params field requires HMAC authentication.",
                "/runs",
                Map.of("workflow_id", workflow, "secure_workflow_params", Map.of("p", "q")));
        assertThat(get("/runs/" + workflow).status).isEqualTo(404);
        assertThat(get("/runs?status=odd").status).isEqualTo(400);
        assertThat(get("/runs?cursor=odd").status).isEqualTo(400);
        assertThat(get("/runs?limit=0").status).isEqualTo(400);
    }

    @Test
    void aFullQueueSaysWhenToComeBack() throws Exception {
        startRun();
        startRun();
        var answer = post("/runs", body());
        assertThat(answer.status).isEqualTo(429);
        assertThat(answer.response.headers().firstValue("Retry-After")).contains("5");
    }

    @Test
    void anIdempotencyKeyAnswersOneRun() throws Exception {
        var body = Json.write(body());
        var first = keyed(body);
        assertThat(keyed(body).json()).isEqualTo(first.json());
        assertThat(keyed(body + " ").status).isEqualTo(409);
        assertThat(get("/runs").json()).containsEntry("totalCount", 1);
    }

    @Test
    void aRunIsCancelledAndRepeated() throws Exception {
        var id = startRun();
        assertThat(post("/runs/" + id + "/retry", Map.of()).status).isEqualTo(409);
        var cancelled = post("/runs/" + id + "/cancel", Map.of());
        assertThat(cancelled.status).isEqualTo(200);
        assertThat(cancelled.json())
                .containsEntry("status", "cancelled")
                .containsEntry("success", false)
                .containsEntry("error_type", "cancelled");
        var again = post("/runs/" + id + "/retry", Map.of());
        assertThat(again.status).isEqualTo(202);
        assertThat(get("/runs/" + again.json().get("messageId")).json())
                .containsEntry("retryOf", id);
        assertThat(get("/runs/" + id + "/logs").text.lines().toList())
                .satisfiesExactly(
                        it -> assertThat(it).contains("\"seq\":1", "\"queued\""),
                        it -> assertThat(it).contains("\"seq\":2", "\"cancelled\""));
    }

    @Test
    void aLogIsFollowedFromQueuedToTheEndAndGoesOnWhereItBroke() throws Exception {
        var id = startRun();
        try (var worker = house.worker(1, Duration.ofMinutes(1), Duration.ofMinutes(1));
                var lines = events(id, "0")) {
            assertThat(nextData(lines)).contains("queued");
            worker.start();
            assertThat(nextData(lines)).contains("processing");
            assertThat(nextData(lines)).contains("\"line\":\"first\"");
            assertThat(get("/runs/" + id).field("liveViewUrl"))
                    .isEqualTo("https://hand.test/live/" + id);
            assertThat(get("/runs/" + id + "/logs").text.lines()).hasSize(3);
            let.countDown();
            assertThat(nextData(lines)).contains("\"seq\":4", "\"line\":\"last\"");
            assertThat(nextData(lines)).contains("\"line\":\"completed\"");
            assertThat(lines.lines().filter(it -> it.startsWith("data:"))).isEmpty();
        }
        try (var lines = events(id, "3")) {
            assertThat(nextData(lines)).contains("\"seq\":4");
        }
        var after = request("/runs/" + id + "/logs").header("Accept", "text/event-stream");
        assertThat(send(after.header("Last-Event-ID", "5")).status).isEqualTo(204);
        assertThat(send(after.setHeader("Last-Event-ID", "x")).status).isEqualTo(400);
        var run = get("/runs/" + id);
        assertThat(run.text).contains("\"result\":{\"n\": 1.10}");
        assertThat(run.json())
                .containsEntry("status", "completed")
                .containsEntry("success", true)
                .containsKeys("logs", "recording", "expires_at", "startedAt", "finishedAt")
                .doesNotContainKeys("assets", "error", "liveViewUrl");
    }

    @Test
    void workflowsAreVersionedAndDeleted() throws Exception {
        var bad = publish("bad");
        assertThat(bad.status).isEqualTo(400);
        assertThat(bad.json()).containsEntry("message", "workflow.py:3: not good");
        var next = put("/workflows/" + workflow, Map.of("files", files("other")));
        assertThat(next.json()).containsEntry("version", 2).containsEntry("name", "one");
        assertThat(get("/workflows/" + workflow).text)
                .contains("\"paramsSchema\":" + RunHouse.SCHEMA);
        assertThat(get("/workflows/" + workflow + "/versions").json()).containsEntry("count", 2);
        assertThat(get("/workflows").json()).containsEntry("totalCount", 1);
        var id = startRun();
        assertThat(get("/runs/" + id).json()).containsEntry("version", 2);
        assertThat(send(request("/workflows/" + workflow).DELETE()).status).isEqualTo(204);
        assertThat(send(request("/workflows/" + workflow).DELETE()).status).isEqualTo(404);
        assertThat(post("/runs", body()).status).isEqualTo(404);
        assertThat(put("/workflows/" + workflow, Map.of("files", files("x"))).status)
                .isEqualTo(404);
        house.queue.take();
        Await.that(() -> house.queue.length() == 0);
    }

    @Test
    void filesThatAreNoWorkflowNeverReachTheSandbox() throws Exception {
        int before = house.sandboxes.jobs().size();
        for (var files :
                List.of(
                        List.of(file("other.py", "")),
                        List.of(file("workflow.py", ""), file("../x", "")),
                        List.of(file("workflow.py", ""), file("workflow.py", "")),
                        List.of(file("workflow.py", ""), file("Workflow.java", "")),
                        List.of(file("Workflow.java", ""), file("x.txt", "")),
                        List.of(file("workflow.py", "x".repeat(900_001))))) {
            var answer = post("/workflows", Map.of("name", "x", "files", files));
            assertThat(answer.status).as(answer.text).isEqualTo(400);
        }
        assertThat(post("/workflows", Map.of("name", "x")).status).isEqualTo(400);
        assertThat(house.sandboxes.jobs()).hasSize(before);
    }

    private static SandboxEnd checked(SandboxJob.Check check) {
        return check.files().getFirst().content().equals("YmFk") // "bad"
                ? new SandboxEnd.Refused(
                        List.of(new SandboxEnd.Problem("workflow.py", 3, "not good")))
                : RunHouse.checked();
    }

    private void refused(int status, String message, String path, Object body) throws Exception {
        var answer = post(path, body);
        assertThat(answer.status).as(answer.text).isEqualTo(status);
        assertThat(answer.json()).containsOnlyKeys("error", "message");
        assertThat(answer.field("message")).contains(message);
    }

    private String startRun() throws Exception {
        var answer = post("/runs", body());
        assertThat(answer.status).isEqualTo(202);
        return answer.field("messageId");
    }

    private Map<String, Object> body() {
        return Map.of("workflow_id", workflow, "workflow_params", Map.of("NAME", "x"));
    }

    private Answer publish(String code) throws Exception {
        return post("/workflows", Map.of("name", "one", "files", files(code)));
    }

    private static List<Map<String, String>> files(String code) {
        return List.of(file("workflow.py", code));
    }

    private static Map<String, String> file(String name, String content) {
        return Map.of("filename", name, "content", content);
    }

    private BufferedReader events(String run, String after) throws Exception {
        var request =
                request("/runs/" + run + "/logs")
                        .header("Accept", "text/event-stream")
                        .header("Last-Event-ID", after);
        var response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    private static String nextData(BufferedReader lines) throws IOException {
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("data:")) {
                return line;
            }
        }
        throw new AssertionError("the stream has ended");
    }

    private Answer keyed(String body) throws Exception {
        return send(
                request("/runs")
                        .header("Idempotency-Key", "k")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private Answer get(String path) throws Exception {
        return send(request(path));
    }

    private Answer post(String path, Object body) throws Exception {
        return send(request(path).POST(HttpRequest.BodyPublishers.ofString(Json.write(body))));
    }

    private Answer put(String path, Object body) throws Exception {
        return send(request(path).PUT(HttpRequest.BodyPublishers.ofString(Json.write(body))));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .header("x-api-key", key)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(20));
    }

    private Answer send(HttpRequest.Builder request) throws Exception {
        var response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(response, response.statusCode(), response.body());
    }

    private record Answer(HttpResponse<String> response, int status, String text) {
        String field(String name) {
            return String.valueOf(json().get(name));
        }

        Map<String, Object> json() {
            @SuppressWarnings("unchecked")
            var map = (Map<String, Object>) (Map<?, ?>) Json.readObject(text);
            return map;
        }
    }
}
