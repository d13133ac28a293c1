package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.adapter.sql.Database;
import dev.handwright.adapter.sql.SqlWorkflowStore;
import dev.handwright.base.Json;
import dev.handwright.fakes.Await;
import dev.handwright.workflows.Code;
import dev.handwright.workflows.Language;
import dev.handwright.workflows.Workflow;
import dev.handwright.workflows.WorkflowStore.NewVersion;
import dev.handwright.workspaces.Workspace;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Schedules over HTTP, and a server that fires them. */
@Tag("database")
final class ScheduleIT {
    private static final UUID WORKFLOW = new UUID(7, 7);
    private static final String SCHEMA =
            "{\"type\":\"object\",\"required\":[\"NAME\"],\"properties\":"
                    + "{\"NAME\":{\"type\":\"string\"}}}";

    private static TestServer server;
    private static Database database;

    @BeforeAll
    static void start() {
        server = TestServer.start(Map.of("runs.concurrency", "0"));
        database = server.database();
        var workspace = new Workspace.Id(server.firstStart().get("HANDWRIGHT_WORKSPACE_ID"));
        var at = Clock.systemUTC().instant();
        new SqlWorkflowStore(database)
                .create(
                        new Workflow(new Workflow.Id(WORKFLOW), workspace, "report", 1, at, at),
                        new NewVersion(
                                new Code(Language.PYTHON, List.of(), List.of(), List.of(), 0),
                                SCHEMA,
                                "{}",
                                Optional.empty()));
    }

    @AfterAll
    static void stop() {
        database.close();
        server.close();
    }

    @Test
    void aScheduleIsMadeReadChangedAndDeleted() {
        var made = server.post("/schedules", body(Map.of("name", "morning", "paused", true)));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        var id = made.json().get("scheduleId");
        assertThat(json(made))
                .containsEntry("workflowId", WORKFLOW.toString())
                .containsEntry("name", "morning")
                .containsEntry("cron", "30 6 * * 1-5")
                .containsEntry("timeZone", "Europe/Berlin")
                .containsEntry("missed", "once")
                .containsEntry("paused", true)
                .containsEntry("workflowParams", Map.of("NAME", "x"))
                .doesNotContainKeys("nextAt", "lastAt", "problem", "webhookCallback");
        assertThat(json(server.get("/schedules/" + id))).isEqualTo(json(made));
        assertThat(list()).contains(json(made));

        var resumed = patch(id, Map.of("paused", false, "cron", "0 7 * * *"));
        assertThat(resumed.status()).isEqualTo(200);
        assertThat(json(resumed))
                .containsEntry("paused", false)
                .containsEntry("name", "morning")
                .hasEntrySatisfying("nextAt", it -> assertThat(it + "").endsWith(":00:00.000Z"));
        var nameless = new HashMap<String, @Nullable Object>();
        nameless.put("name", null);
        assertThat(json(patch(id, nameless))).doesNotContainKey("name");

        assertThat(server.delete("/schedules/" + id).status()).isEqualTo(204);
        assertThat(server.get("/schedules/" + id).status()).isEqualTo(404);
        assertThat(server.delete("/schedules/" + id).status()).isEqualTo(404);
        assertThat(patch(id, Map.of()).status()).isEqualTo(404);
    }

    @Test
    void whatCannotBeIsRefusedInAWord() {
        refused(Map.of("cron", "hourly"), "five fields");
        refused(Map.of("cron", "61 * * * *"), "'cron' cannot be read");
        refused(Map.of("time_zone", "CET-ish"), "IANA");
        refused(Map.of("missed", "maybe"), "skip, once, all");
        refused(Map.of("paused", "yes"), "'paused'");
        refused(Map.of("workflow_params", Map.of()), "NAME");
        refused(Map.of("webhook_callback", "ftp://example.com"), "http");
        refused(Map.of("secure_workflow_params", Map.of("a", "b")), "secure_workflow_params");
        assertThat(server.post("/schedules", body(Map.of("workflow_id", "none"))).status())
                .isEqualTo(404);
    }

    @Test
    void halfACharacterIsRefusedByTheNameOfItsField() {
        assertThat(posted("{'NAME':'\\ud83d\\ude00'}").status()).isEqualTo(201);
        Map.of(
                        "{'NAME':'\\ud83d'}", "'workflow_params.NAME'",
                        "{'NAME':'x','MORE':[1,'\\ude00x']}", "'workflow_params.MORE[1]'",
                        "{'NAME':'x','\\ude00':1}", "low surrogate in property name")
                .forEach((params, field) -> {
                    var answer = posted(params);
                    assertThat(answer.status()).as(params).isEqualTo(400);
                    assertThat(answer.text()).contains(field);
                });
    }

    /** Paused, with these parameters, single quotes for double ones. */
    private static TestServer.Answer posted(String params) {
        var body =
                "{'workflow_id':'%s','cron':'0 6 * * *','paused':true,'workflow_params':%s}"
                        .formatted(WORKFLOW, params);
        return server.send(
                server.to("/schedules")
                        .header("x-api-key", server.key())
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"'))));
    }

    @Test
    void aTickThatWasMissedStartsItsRunOnce() {
        var id = server.post("/schedules", body(Map.of("cron", "0 * * * *"))).json();
        long tick = Clock.systemUTC().millis() / 3_600_000 * 3_600_000 - 7_200_000;
        database.write(handle -> {
            handle.createUpdate("update schedule set next_at = :tick where id = :id")
                    .bind("tick", tick)
                    .bind("id", id.get("scheduleId"))
                    .execute();
            return handle.createUpdate(
                            "update job set execution_time = 0 where task_instance = :id")
                    .bind("id", id.get("scheduleId"))
                    .execute();
        });
        var path = "/schedules/" + id.get("scheduleId");
        Await.that(() -> server.get(path).json().containsKey("lastMessageId"));
        var after = server.get(path).json();
        var run = server.get("/runs/" + after.get("lastMessageId"));
        assertThat(json(run))
                .containsEntry("status", "queued")
                .containsEntry("workflowId", WORKFLOW.toString());
        assertThat(after.get("nextAt") + "").isGreaterThan(after.get("lastAt") + "");
        assertThat(json(server.get("/runs?workflow_id=" + WORKFLOW))).containsEntry("count", 1);
    }

    private static void refused(Map<String, ?> field, String sentence) {
        var answer = server.post("/schedules", body(field));
        assertThat(answer.status()).as("%s: %s", field, answer.text()).isEqualTo(400);
        assertThat(answer.text()).contains(sentence);
    }

    private static Map<String, Object> body(Map<String, ?> fields) {
        var body = new HashMap<String, Object>();
        body.put("workflow_id", WORKFLOW.toString());
        body.put("workflow_params", Map.of("NAME", "x"));
        body.put("cron", "30  6 * * 1-5");
        body.put("time_zone", "Europe/Berlin");
        body.putAll(fields);
        return body;
    }

    private static Map<String, Object> json(TestServer.Answer answer) {
        return new HashMap<>(answer.json());
    }

    private static List<Object> list() {
        return List.copyOf((List<?>) server.get("/schedules").json().get("schedules"));
    }

    private static TestServer.Answer patch(@Nullable Object id, Map<String, ?> body) {
        return server.send(
                server.to("/schedules/" + id)
                        .header("x-api-key", server.key())
                        .header("Content-Type", "application/json")
                        .method("PATCH", HttpRequest.BodyPublishers.ofString(Json.write(body))));
    }
}
