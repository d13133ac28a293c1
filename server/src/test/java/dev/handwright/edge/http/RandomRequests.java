package dev.handwright.edge.http;

import dev.handwright.base.Json;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Requests made from an OpenAPI document: most are nearly right, some are nonsense. The same seed
 * makes the same requests.
 */
final class RandomRequests {
    private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");

    private static final List<String> ODD_TEXTS =
            List.of(
                    "",
                    " ",
                    "null",
                    "0",
                    "-1",
                    "..",
                    "%",
                    "%00",
                    "'; drop table run; --",
                    "\u0000",
                    "\u202e",
                    "😀",
                    "é",
                    "\ud800",
                    "a".repeat(300),
                    "x".repeat(70_000),
                    "{}",
                    "[",
                    "/etc/passwd",
                    "../../x",
                    "\\",
                    "\r\nX: y",
                    "ctrl+",
                    "+",
                    "computer",
                    "screenshot",
                    "left_click",
                    "type",
                    "key",
                    "scroll",
                    "up",
                    "Return",
                    "png",
                    "jpeg",
                    "2026-01-01");

    private static final List<String> ODD_TYPES =
            List.of(
                    "text/plain",
                    "image/png",
                    "x",
                    "application/json; charset",
                    "application/json; charset=bogus");

    private static final List<Object> ODD_NUMBERS =
            List.of(
                    0,
                    -1,
                    1,
                    2,
                    0.5,
                    1.0,
                    1023,
                    1024,
                    100_000,
                    Integer.MAX_VALUE,
                    Integer.MIN_VALUE,
                    Long.MAX_VALUE,
                    1e300,
                    -1e-300,
                    Json.raw("1e999"),
                    Json.raw("9".repeat(400)),
                    Json.raw("NaN"));

    private final JsonNode api;
    private final Random random;
    private final List<Operation> operations = new ArrayList<>();
    private final List<String> ids;

    /**
     * @param description its parameters are those of path and operation together
     */
    record Operation(String method, String path, JsonNode description, List<JsonNode> parameters) {}

    record Made(Operation operation, HttpRequest.Builder request, String body) {}

    /**
     * @param ids of things that exist, for paths
     */
    RandomRequests(JsonNode api, long seed, List<String> ids) {
        this.api = api;
        this.random = new Random(seed);
        this.ids = List.copyOf(ids);
        api.path("paths")
                .forEachEntry((path, item) -> {
                    for (var method : METHODS) {
                        if (item.has(method)) {
                            operations.add(operation(method, path, item));
                        }
                    }
                });
    }

    private Operation operation(String method, String path, JsonNode item) {
        var parameters = new ArrayList<JsonNode>();
        item.path("parameters").forEach(it -> parameters.add(resolved(it)));
        item.path(method).path("parameters").forEach(it -> parameters.add(resolved(it)));
        return new Operation(method.toUpperCase(Locale.ROOT), path, item.path(method), parameters);
    }

    /**
     * @param under only paths that begin so
     */
    Made next(URI server, String under) {
        var some = operations.stream().filter(it -> it.path().startsWith(under)).toList();
        var operation = one(some);
        var body = body(operation);
        var request =
                HttpRequest.newBuilder(URI.create(server + path(operation)))
                        .header("Content-Type", contentType())
                        .method(
                                operation.method(),
                                body.isEmpty()
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body));
        if (chance(2)) {
            request.header("X-HTTP-Method-Override", one(METHODS));
        }
        for (var parameter : operation.parameters()) {
            if (parameter.path("in").asString("").equals("header") && random.nextBoolean()) {
                var text = String.valueOf(value(parameter.path("schema"), 0));
                request.header(
                        parameter.path("name").asString(), text.replaceAll("[^ -~]", "?").strip());
            }
        }
        return new Made(operation, request, body);
    }

    private String contentType() {
        return chance(95) ? "application/json" : one(ODD_TYPES);
    }

    private String path(Operation operation) {
        var path = operation.path();
        var query = new ArrayList<String>();
        for (var parameter : operation.parameters()) {
            var name = parameter.path("name").asString("");
            var place = parameter.path("in").asString("");
            if (place.equals("path")) {
                var id = chance(70) ? one(ids) : text();
                path = path.replace("{" + name + "}", escaped(id));
            } else if (place.equals("query") && chance(60)) {
                var value = escaped(String.valueOf(value(parameter.path("schema"), 0)));
                query.add(name + "=" + (chance(95) ? value : "%ff"));
            }
        }
        return query.isEmpty() ? path : path + "?" + String.join("&", query);
    }

    private static String escaped(String text) {
        var some = text.length() > 2000 ? text.substring(0, 2000) : text;
        return URLEncoder.encode(some, StandardCharsets.UTF_8);
    }

    private String body(Operation operation) {
        var content = operation.description().path("requestBody").path("content");
        if (content.isMissingNode() && chance(90)) {
            return "";
        }
        var media = content.path("application/json");
        return switch (random.nextInt(12)) {
            case 0 -> text();
            case 1 -> "[".repeat(random.nextInt(3000));
            case 2 -> "";
            case 3, 4, 5 -> example(media);
            default -> Json.write(value(media.path("schema"), 0));
        };
    }

    /** One of the document's examples, often with a piece torn out or put in. */
    private String example(JsonNode media) {
        var examples = new ArrayList<String>();
        media.path("examples").forEach(it -> examples.add(resolved(it).path("value").toString()));
        if (examples.isEmpty()) {
            return "{}";
        }
        var text = one(examples);
        if (chance(50) || text.isEmpty()) {
            return text;
        }
        int from = random.nextInt(text.length());
        int to = Math.min(text.length(), from + random.nextInt(12));
        return text.substring(0, from) + (chance(50) ? "" : text()) + text.substring(to);
    }

    private @Nullable Object value(JsonNode unresolved, int depth) {
        var schema = resolved(unresolved);
        if (chance(12) || depth > 6) {
            return odd(depth);
        }
        for (var choice : List.of("oneOf", "anyOf", "allOf", "enum")) {
            if (schema.path(choice).isArray()) {
                var one = schema.path(choice).get(random.nextInt(schema.path(choice).size()));
                return choice.equals("enum") ? one.asString("") : value(one, depth + 1);
            }
        }
        return switch (schema.path("type").asString("")) {
            case "object" -> object(schema, depth);
            case "array" -> list(schema.path("items"), depth);
            case "integer", "number" -> number(schema);
            case "boolean" -> random.nextBoolean();
            default -> text();
        };
    }

    private Map<String, @Nullable Object> object(JsonNode schema, int depth) {
        var object = new LinkedHashMap<String, @Nullable Object>();
        schema.path("properties")
                .forEachEntry((name, property) -> {
                    if (chance(60)) {
                        object.put(name, value(property, depth + 1));
                    }
                });
        if (chance(10)) {
            object.put(text(), odd(depth));
        }
        return object;
    }

    private List<@Nullable Object> list(JsonNode items, int depth) {
        var list = new ArrayList<@Nullable Object>();
        for (int i = random.nextInt(4); i > 0; i--) {
            list.add(value(items, depth + 1));
        }
        return list;
    }

    /** Durations stay short: a request may wait for so long. */
    private Object number(JsonNode schema) {
        if (schema.path("description").asString("").startsWith("Seconds")) {
            return one(List.of(0, 0.001, -1, 101, "1"));
        }
        int most = schema.path("maximum").asInt(2000);
        return chance(70) ? random.nextInt(Math.max(1, most)) : one(ODD_NUMBERS);
    }

    private @Nullable Object odd(int depth) {
        return switch (random.nextInt(7)) {
            case 0 -> null;
            case 1 -> one(ODD_NUMBERS);
            case 2 -> List.of();
            case 3 -> Map.of(text(), 1);
            case 4 -> depth > 6 ? List.of(List.of(List.of())) : odd(depth + 1);
            case 5 -> random.nextBoolean();
            default -> text();
        };
    }

    private String text() {
        return chance(30) ? one(ids) : one(ODD_TEXTS);
    }

    private JsonNode resolved(JsonNode node) {
        var reference = node.path("$ref").asString("");
        return reference.isEmpty() ? node : resolved(api.at(reference.substring(1)));
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private <T> T one(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
