package dev.handwright.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.base.Json;
import dev.handwright.base.Metrics;
import dev.handwright.desktops.DesktopPool;
import dev.handwright.desktops.DesktopSettings;
import dev.handwright.desktops.Desktops;
import dev.handwright.desktops.DisplaySize;
import dev.handwright.fakes.CountingIds;
import dev.handwright.fakes.FakeClock;
import dev.handwright.fakes.FakeDesktops;
import dev.handwright.fakes.MemoryDesktopStore;
import dev.handwright.fakes.MemoryVeilStore;
import dev.handwright.fakes.MemoryWorkspaceStore;
import dev.handwright.workspaces.KeyScope;
import dev.handwright.workspaces.Workspaces;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Desktops over HTTP, with fakes behind. */
final class DesktopRoutesTest {
    private final FakeDesktops host = new FakeDesktops();
    private final HttpClient client = HttpClient.newHttpClient();
    private DesktopPool pool;
    private Server server;
    private String workspace;
    private String key;
    private String otherKey;
    private String runsKey;

    @BeforeEach
    void start() {
        var clock = new FakeClock();
        var ids = new CountingIds();
        var settings = new DesktopSettings(0, 3, 0, 2, Optional.empty(), DisplaySize.DEFAULT);
        pool = new DesktopPool(host, settings, Set::of, new MemoryVeilStore(), ids, Metrics.none());
        var desktops =
                new Desktops(pool, new MemoryDesktopStore(), settings, clock, Metrics.none());
        var workspaces = new Workspaces(new MemoryWorkspaceStore(), clock, ids);
        var one = workspaces.create("one").id();
        workspace = one.value();
        key = workspaces.createKey(one, "", Set.of(KeyScope.DESKTOPS)).text();
        runsKey = workspaces.createKey(one, "", Set.of(KeyScope.RUNS)).text();
        var two = workspaces.create("two").id();
        otherKey = workspaces.createKey(two, "", Set.of(KeyScope.DESKTOPS)).text();
        server =
                Loopback.server(
                        workspaces,
                        clock,
                        ids,
                        new DesktopRoutes(desktops, _ -> Optional.empty()).routes());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
        pool.close();
    }

    @Test
    void createdWithoutABodyItIsShownWithWhatItHasAndNothingElse() throws Exception {
        var answer = send(request("/desktops").POST(BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.body())
                .matches(
                        "\\{\"desktop_id\":\"dsk_[0-9a-z]{26}\",\"desktop_type\":\"sandbox\","
                                + "\"status\":\"running\",\"workspace_id\":\""
                                + workspace
                                + "\",\"created_at\":1767323045,\"updated_at\":1767323045,"
                                + "\"display\":\\{\"width\":1024,\"height\":768}}");
        var id = id(answer);
        assertThat(get("/desktops/" + id).body()).isEqualTo(answer.body());
        assertThat(get("/desktops").body()).isEqualTo("[" + answer.body() + "]");
    }

    @Test
    void everySpellingOfNothingIsTaken() throws Exception {
        for (var body : List.of("", " ", "null", "{}", "{\"desktop_type\":\"sandbox\",\"x\":1}")) {
            var answer = post(body);
            assertThat(answer.statusCode()).as(body).isEqualTo(201);
            assertThat(delete(id(answer)).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void whatIsAskedForIsShown() throws Exception {
        var answer =
                post(
                        """
                        {"name": "Büro", "display": {"width": 1280, "height": 800.0},
                         "idle_timeout_seconds": 60, "network": {"deny": ["198.51.100.0/24"], "hosts": ["*.Example.com"]}}
                        """);
        assertThat(json(answer))
                .containsEntry("name", "Büro")
                .containsEntry("display", Map.of("width", 1280, "height", 800))
                .containsEntry("idle_timeout_seconds", 60)
                .containsEntry(
                        "network",
                        Map.of(
                                "allow", List.of(),
                                "deny", List.of("198.51.100.0/24"),
                                "hosts", List.of("*.example.com")));
    }

    @Test
    void whatIsWrongIsNamed() throws Exception {
        refused("[]", 400, "object");
        refused("{", 400, "JSON");
        refused("{\"desktop_type\":\"windows\"}", 400, "windows");
        refused("{\"desktop_type\":1}", 400, "desktop_type");
        refused("{\"display\":5}", 400, "display");
        refused("{\"display\":{\"width\":1024}}", 400, "display.height");
        refused("{\"display\":{\"width\":1024.5,\"height\":768}}", 400, "display.width");
        refused("{\"display\":{\"width\":1e300,\"height\":768}}", 400, "3840");
        refused("{\"name\":\"\"}", 400, "name");
        refused("{\"name\":\"a\\nb\"}", 400, "U+000A");
        refused("{\"name\":\"" + "x".repeat(129) + "\"}", 400, "128");
        refused("{\"idle_timeout_seconds\":0}", 400, "idle_timeout_seconds");
        refused("{\"idle_timeout_seconds\":\"60\"}", 400, "idle_timeout_seconds");
        refused("{\"network\":{\"allow\":[\"example.com\"]}}", 400, "example.com");
        refused("{\"network\":{\"allow\":\"198.51.100.7\"}}", 400, "network.allow");
        refused("{\"network\":{\"hosts\":[\"https://example.com\"]}}", 400, "https://example.com");
        refused("{\"network\":{\"hosts\":\"example.com\"}}", 400, "network.hosts");
        assertThat(host.alive()).isEmpty();
    }

    @Test
    void itIsRenamedAndDeletedOnce() throws Exception {
        var id = id(post("{}"));
        var renamed = patch(id, "{\"name\":\"" + "界".repeat(128) + "\"}");
        assertThat(renamed.statusCode()).isEqualTo(200);
        assertThat(json(get("/desktops/" + id))).containsEntry("name", "界".repeat(128));
        assertThat(patch(id, "{}").statusCode()).isEqualTo(400);
        var deleted = delete(id);
        assertThat(deleted.statusCode()).isEqualTo(200);
        assertThat(deleted.body())
                .isEqualTo("{\"desktop_id\":\"%s\",\"status\":\"deleted\"}".formatted(id));
        assertThat(delete(id).statusCode()).isEqualTo(404);
        assertThat(get("/desktops/" + id).statusCode()).isEqualTo(404);
        assertThat(patch(id, "{\"name\":\"x\"}").statusCode()).isEqualTo(404);
        assertThat(get("/desktops").body()).isEqualTo("[]");
    }

    @Test
    void theQuotaIs409AndNoneFreeIs503WithATime() throws Exception {
        post("{}");
        post("{}");
        refused("{}", 409, "delete one");
        key = otherKey;
        post("{}");
        var full = post("{}");
        assertThat(full.statusCode()).isEqualTo(503);
        assertThat(full.headers().firstValue("Retry-After")).contains("10");
        assertThat(json(full).keySet()).containsExactly("error");
    }

    @Test
    void aFailedStartIs503() throws Exception {
        host.broken = true;
        refused("{}", 503, "started");
    }

    @Test
    void nobodyElseSeesIt() throws Exception {
        var id = id(post("{}"));
        key = otherKey;
        assertThat(get("/desktops").body()).isEqualTo("[]");
        assertThat(get("/desktops/" + id).statusCode()).isEqualTo(404);
        assertThat(patch(id, "{\"name\":\"x\"}").statusCode()).isEqualTo(404);
        assertThat(delete(id).statusCode()).isEqualTo(404);
        key = runsKey;
        assertThat(get("/desktops").statusCode()).isEqualTo(403);
        key = "sk_nen_wrong";
        assertThat(get("/desktops").statusCode()).isEqualTo(401);
        assertThat(host.alive()).hasSize(1);
    }

    @Test
    void bothHeadersAreTaken() throws Exception {
        var bearer =
                HttpRequest.newBuilder(URI.create(address("/desktops/")))
                        .header("AUTHORIZATION", "bearer " + key);
        assertThat(send(bearer).body()).isEqualTo("[]");
    }

    private void refused(String body, int status, String names) throws Exception {
        var answer = post(body);
        assertThat(answer.statusCode()).as(body).isEqualTo(status);
        assertThat(json(answer).keySet()).containsExactly("error");
        assertThat(String.valueOf(json(answer).get("error"))).contains(names);
    }

    private HttpResponse<String> post(String body) throws Exception {
        return send(json("/desktops", "POST", body));
    }

    private HttpResponse<String> patch(String id, String body) throws Exception {
        return send(json("/desktops/" + id, "PATCH", body));
    }

    private HttpResponse<String> delete(String id) throws Exception {
        return send(request("/desktops/" + id).DELETE());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    private HttpRequest.Builder json(String path, String method, String body) {
        return request(path)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address(path))).header("x-api-key", key);
    }

    private String address(String path) {
        return "http://127.0.0.1:" + server.port() + path;
    }

    private HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static Map<String, @Nullable Object> json(HttpResponse<String> answer) {
        return Json.readObject(answer.body());
    }

    private static String id(HttpResponse<String> answer) {
        return String.valueOf(json(answer).get("desktop_id"));
    }
}
