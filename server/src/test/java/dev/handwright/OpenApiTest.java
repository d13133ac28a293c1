package dev.handwright;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.handwright.it.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** {@code api/openapi.yaml} is what the server does, and its examples are what its schemas say. */
final class OpenApiTest {
    private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");

    /** All others look a key, a link or a row up. */
    private static final Set<String> WITHOUT_DATABASE =
            Set.of("/health", "/viewer/{file}", "/openapi.yaml", "/docs");

    private final JsonNode api = read();

    @Test
    void theServersRoutesAreThoseOfTheFile() {
        var described = new TreeSet<String>();
        api.path("paths")
                .forEachEntry((path, item) ->
                        METHODS.stream()
                                .filter(item::has)
                                .forEach(method ->
                                        described.add(
                                                method.toUpperCase(Locale.ROOT) + " " + path)));
        try (var server = TestServer.start()) {
            assertThat(server.app().routes())
                    .as("routes and api/openapi.yaml, both ways")
                    .containsExactlyInAnyOrderElementsOf(described);
        }
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        var lost = new ArrayList<String>();
        for (var reference : api.findValues("$ref")) {
            if (api.at(reference.asString().substring(1)).isMissingNode()) {
                lost.add(reference.asString());
            }
        }
        assertThat(lost).isEmpty();
    }

    @Test
    void everyCallHasANameOfItsOwnAndAnAnswer() {
        var names = new ArrayList<String>();
        for (var item : api.path("paths")) {
            for (var method : METHODS) {
                if (item.has(method)) {
                    names.add(item.path(method).path("operationId").asString(""));
                    assertThat(item.path(method).path("responses")).isNotEmpty();
                }
            }
        }
        assertThat(names).doesNotContain("").doesNotHaveDuplicates();
    }

    @Test
    void everyCallThatNeedsTheDatabaseSaysHowItAnswersWithoutOne() {
        var silent = new ArrayList<String>();
        api.path("paths")
                .forEachEntry((path, item) ->
                        METHODS.stream()
                                .filter(item::has)
                                .filter(_ -> !WITHOUT_DATABASE.contains(path))
                                .filter(method -> !saysUnavailable(path, item.path(method)))
                                .forEach(method -> silent.add(method + " " + path)));
        assertThat(silent).as("without 503, its Retry-After or its error's schema").isEmpty();
    }

    private boolean saysUnavailable(String path, JsonNode call) {
        var answer = resolve(call.path("responses").path("503"));
        var error = path.startsWith("/desktops") ? "DesktopError" : "Error";
        var schema = answer.at("/content/application~1json/schema/$ref").asString("");
        return answer.at("/headers/Retry-After/$ref")
                        .asString("")
                        .equals("#/components/headers/RetryAfter")
                && schema.equals("#/components/schemas/" + error);
    }

    @Test
    void everyExampleFitsItsSchema() {
        var checked = new ArrayList<String>();
        for (var media : withExamples(api)) {
            for (var example : media.path("examples")) {
                checkFits(resolve(example).path("value"), media.path("schema"));
                checked.add(example.toString());
            }
        }
        assertThat(checked).hasSizeGreaterThan(15);
    }

    @Test
    void thePageShowsEveryCall() {
        try (var server = TestServer.start()) {
            var page = server.send(server.to("/docs")).text();
            for (var summary : api.path("paths").findValues("summary")) {
                assertThat(page).contains(summary.asString().replace("'", "&#39;"));
            }
            assertThat(page).doesNotContain("<script").doesNotContain("http-equiv");
        }
    }

    private void checkFits(JsonNode value, JsonNode schema) {
        var whole = (ObjectNode) schema.deepCopy();
        whole.set("components", api.path("components"));
        var validator =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(whole.toString(), InputFormat.JSON);
        var errors =
                validator.validate(
                        value.toString(),
                        InputFormat.JSON,
                        context -> context.executionConfig(it -> it.formatAssertionsEnabled(true)));
        assertThat(errors).as(value.toString()).isEmpty();
    }

    private static List<JsonNode> withExamples(JsonNode node) {
        var found = new ArrayList<JsonNode>();
        if (node.has("examples") && node.has("schema")) {
            found.add(node);
        }
        node.forEach(it -> found.addAll(withExamples(it)));
        return found;
    }

    private JsonNode resolve(JsonNode node) {
        var reference = node.path("$ref").asString("");
        return reference.isEmpty() ? node : api.at(reference.substring(1));
    }

    private static JsonNode read() {
        try {
            return new YAMLMapper()
                    .readTree(Files.readString(TidyTest.root().resolve("api/openapi.yaml")));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
