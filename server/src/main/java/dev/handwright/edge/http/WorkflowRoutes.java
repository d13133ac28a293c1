package dev.handwright.edge.http;

import dev.handwright.base.Cursor;
import dev.handwright.base.Json;
import dev.handwright.desktops.HostPattern;
import dev.handwright.sandboxes.SandboxEnd;
import dev.handwright.workflows.NewFile;
import dev.handwright.workflows.PublishResult;
import dev.handwright.workflows.Published;
import dev.handwright.workflows.Version;
import dev.handwright.workflows.Workflow;
import dev.handwright.workflows.Workflows;
import dev.handwright.workspaces.KeyScope;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Publishing workflows and looking at them. */
public final class WorkflowRoutes {
    private static final Access PUBLISH = Access.key(KeyScope.WORKFLOWS);
    private static final Access LOOK = Access.key(KeyScope.WORKFLOWS, KeyScope.RUNS);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final Workflows workflows;

    public WorkflowRoutes(Workflows workflows) {
        this.workflows = workflows;
    }

    public List<Route> routes() {
        return List.of(
                Route.post("/workflows", PUBLISH, this::publish),
                Route.get("/workflows", LOOK, this::list),
                Route.get("/workflows/{id}", LOOK, this::get),
                Route.put("/workflows/{id}", PUBLISH, this::publishVersion),
                Route.delete("/workflows/{id}", PUBLISH, this::delete),
                Route.get("/workflows/{id}/versions", LOOK, this::versions));
    }

    private Reply publish(Request request) throws IOException {
        var body = request.json();
        var name = Fields.requiredText(body, "name");
        return reply(201, workflows.publish(request.workspace(), name, files(body)));
    }

    private Reply publishVersion(Request request) throws IOException {
        var body = request.json();
        var name = Fields.text(body, "name");
        return reply(
                200, workflows.publishVersion(request.workspace(), id(request), name, files(body)));
    }

    private Reply list(Request request) {
        int limit = request.query("limit", 1, 100, 50);
        var page = workflows.list(request.workspace(), cursor(request), limit);
        var body = new LinkedHashMap<String, Object>();
        body.put("workflows", page.items().stream().map(WorkflowRoutes::brief).toList());
        body.put("count", page.items().size());
        body.put("totalCount", page.totalCount());
        page.nextCursor().ifPresent(it -> body.put("nextCursor", it));
        return Reply.json(200, body);
    }

    private Reply get(Request request) {
        return workflows
                .get(request.workspace(), id(request))
                .map(it -> Reply.json(200, whole(it)))
                .orElseThrow(WorkflowRoutes::noSuchWorkflow);
    }

    private Reply versions(Request request) {
        var versions = workflows.versions(request.workspace(), id(request));
        if (versions.isEmpty()) {
            throw noSuchWorkflow();
        }
        return Reply.json(
                200,
                Map.of(
                        "versions",
                        versions.stream().map(WorkflowRoutes::version).toList(),
                        "count",
                        versions.size()));
    }

    private Reply delete(Request request) {
        if (!workflows.delete(request.workspace(), id(request))) {
            throw noSuchWorkflow();
        }
        return Reply.noContent();
    }

    private static Reply reply(int status, PublishResult result) {
        return switch (result) {
            case PublishResult.Done(var published) -> Reply.json(status, whole(published));
            case PublishResult.Refused(var problems) -> Reply.json(400, refusal(problems));
            case PublishResult.NoSuchWorkflow() -> throw noSuchWorkflow();
            case PublishResult.NoSandbox() ->
                    throw Problem.unavailable(
                            "There is no sandbox to check the files in; try again.", RETRY_AFTER);
        };
    }

    private static Map<String, Object> refusal(List<SandboxEnd.Problem> problems) {
        var lines = problems.stream().map(WorkflowRoutes::sentence).toList();
        var body = new LinkedHashMap<String, Object>();
        body.put("error", "Invalid workflow");
        body.put("message", String.join("; ", lines));
        body.put("problems", problems.stream().map(WorkflowRoutes::problem).toList());
        return body;
    }

    private static String sentence(SandboxEnd.Problem problem) {
        return problem.line() > 0
                ? "%s:%d: %s".formatted(problem.file(), problem.line(), problem.message())
                : "%s: %s".formatted(problem.file(), problem.message());
    }

    private static Map<String, Object> problem(SandboxEnd.Problem problem) {
        var body = new LinkedHashMap<String, Object>();
        body.put("file", problem.file());
        if (problem.line() > 0) {
            body.put("line", problem.line());
        }
        body.put("message", problem.message());
        return body;
    }

    private static Map<String, Object> brief(Published published) {
        var workflow = published.workflow();
        var body = new LinkedHashMap<String, Object>();
        body.put("workflowId", workflow.id().toString());
        body.put("workflow_id", workflow.id().toString());
        body.put("name", workflow.name());
        body.put("version", workflow.currentVersion());
        body.put("language", published.version().language().word());
        body.put("createdAt", WireTime.of(workflow.createdAt()));
        body.put("updatedAt", WireTime.of(workflow.updatedAt()));
        return body;
    }

    private static Map<String, Object> whole(Published published) {
        var body = brief(published);
        schemas(body, published.version());
        return body;
    }

    private static Map<String, Object> version(Version version) {
        var body = new LinkedHashMap<String, Object>();
        body.put("version", version.number());
        body.put("language", version.language().word());
        body.put("createdAt", WireTime.of(version.createdAt()));
        schemas(body, version);
        return body;
    }

    private static void schemas(Map<String, Object> body, Version version) {
        body.put("paramsSchema", Json.raw(version.paramsSchema()));
        body.put("resultSchema", Json.raw(version.resultSchema()));
        version.secureSchema().ifPresent(it -> body.put("secureParamsSchema", Json.raw(it)));
        if (!version.hosts().isEmpty()) {
            body.put("allowedHosts", version.hosts().stream().map(HostPattern::text).toList());
        }
        if (version.retries() > 0) {
            body.put("retries", version.retries());
        }
    }

    private static List<NewFile> files(Map<String, @Nullable Object> body) {
        if (!(body.get("files") instanceof List<?> list) || list.isEmpty()) {
            throw Problem.badRequest(
                    "Missing required field: files, a list of"
                            + " {\"filename\": …, \"content\": …}");
        }
        var files = new ArrayList<NewFile>();
        for (var item : list) {
            if (!(item instanceof Map<?, ?> file)
                    || !(file.get("filename") instanceof String name)
                    || !(file.get("content") instanceof String content)) {
                throw Problem.badRequest(
                        "Each of 'files' needs the strings 'filename' and 'content'.");
            }
            files.add(new NewFile(name, content));
        }
        return files;
    }

    private static Workflow.Id id(Request request) {
        return new Workflow.Id(request.uuid("id").orElseThrow(WorkflowRoutes::noSuchWorkflow));
    }

    static Optional<Cursor> cursor(Request request) {
        var text = request.query("cursor");
        var cursor = text.flatMap(Cursor::parse);
        if (text.isPresent() && cursor.isEmpty()) {
            throw Problem.badRequest("'cursor' must be a nextCursor of this listing.");
        }
        return cursor;
    }

    private static Problem noSuchWorkflow() {
        return Problem.notFound("There is no workflow with this id.");
    }
}
