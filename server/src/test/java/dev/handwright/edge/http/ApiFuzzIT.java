package dev.handwright.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.base.Json;
import dev.handwright.it.TestServer;
import dev.handwright.tools.ComputerTool;
import dev.handwright.tools.Scaling;
import dev.handwright.tools.Tools;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Nothing that a client sends makes the server fail: seeded requests made from api/openapi.yaml get
 * no 5xx but a documented 503, and every refusal has its documented shape.
 */
final class ApiFuzzIT {
    private static final long SEED = 20_261_122;

    private final HttpClient client = HttpClient.newHttpClient();
    private final JsonNode api = read();

    @Test
    @Tag("check")
    @Timeout(120)
    void someHundredRequestsMakeNothingFail(@TempDir Path folder) throws Exception {
        fuzzDesktops(folder, 500);
        fuzzAll(500);
    }

    @Test
    @Tag("full")
    @Timeout(1800)
    void twentyThousandRequestsMakeNothingFail(@TempDir Path folder) throws Exception {
        fuzzDesktops(folder, 12_000);
        fuzzAll(8_000);
    }

    /** Living desktops, though fake ones. */
    private void fuzzDesktops(Path folder, int count) throws Exception {
        try (var house = new ToolHouse(folder)) {
            giveParams();
            var ids = List.of(house.desktop.value(), "dsk_0");
            fuzz(house.address(), house.key(), "/desktops/{id}/", ids, count);
        }
    }

    /** The whole server, without desktops and sandboxes. */
    private void fuzzAll(int count) throws Exception {
        try (var server = TestServer.start()) {
            var ids = List.of("01980000-0000-7000-8000-000000000001", "dsk_0", "key_0");
            fuzz(server.address(), server.key(), "/", ids, count);
        }
    }

    private void fuzz(URI server, String key, String under, List<String> ids, int count)
            throws IOException, InterruptedException {
        var requests = new RandomRequests(api, SEED, ids);
        for (int i = 0; i < count; i++) {
            var made = requests.next(server, under);
            var request =
                    made.request().header("x-api-key", key).timeout(Duration.ofSeconds(30)).build();
            var answer = send(request);
            try (var body = answer.body()) {
                check(
                        made,
                        answer.statusCode(),
                        new String(body.readNBytes(4000), StandardCharsets.UTF_8),
                        request.uri());
            }
        }
    }

    /** Once more where the connection was kept from a request whose body nobody read. */
    private HttpResponse<InputStream> send(HttpRequest request)
            throws IOException, InterruptedException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        }
    }

    private static void check(RandomRequests.Made made, int status, String answer, URI uri) {
        var what =
                "%s %s with %.300s answered %d %s"
                        .formatted(made.operation().method(), uri, made.body(), status, answer);
        if (status >= 500) {
            assertThat(status).as(what).isEqualTo(503);
            assertThat(made.operation().description().path("responses").has("503"))
                    .as(what)
                    .isTrue();
        }
        if (status >= 400) {
            assertThat(Json.readObject(answer)).as(what).containsKey("error");
        }
    }

    /** The document leaves params to the tools' own schemas: here they are put in. */
    private void giveParams() {
        var tools = new Tools(List.of(new ComputerTool()));
        var size = new Scaling.Size(1024, 768);
        var entry = tools.catalogue(size).getFirst();
        var schemas = (ObjectNode) api.path("components").path("schemas");
        var params = Json.mapper().readTree(Json.write(entry.get("parameters")));
        schemas.set("ComputerParams", params);
        var reference =
                Json.mapper().createObjectNode().put("$ref", "#/components/schemas/ComputerParams");
        var action = (ObjectNode) schemas.path("ToolAction").path("properties");
        action.set("params", reference);
        action.set("action", params.path("properties").path("action"));
        var tool = Json.mapper().createObjectNode().put("type", "string");
        tool.set("enum", Json.mapper().createArrayNode().add("computer"));
        action.set("tool", tool);
        var execute = (ObjectNode) schemas.path("Execute").path("properties");
        for (var field : List.of("input", "arguments", "params")) {
            execute.set(field, reference);
        }
        var item = Json.mapper().createObjectNode().put("$ref", "#/components/schemas/ToolAction");
        ((ObjectNode) execute.path("actions")).set("items", item);
    }

    private static JsonNode read() {
        var here = Path.of("").toAbsolutePath();
        var root = Files.exists(here.resolve("api")) ? here : here.resolve("..");
        try {
            return new YAMLMapper().readTree(Files.readString(root.resolve("api/openapi.yaml")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
