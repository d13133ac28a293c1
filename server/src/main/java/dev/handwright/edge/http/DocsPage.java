package dev.handwright.edge.http;

import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The API's description as one HTML page: a part for each tag, a fold for each call. */
final class DocsPage {
    private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");
    private static final JsonMapper PRETTY =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private static final String STYLE =
            """
            body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;\
            color:#1c2024;background:#fff}
            h1{margin-bottom:0}h2{margin-top:2.5rem;border-bottom:1px solid #d5d9de}
            details{margin:.4rem 0;border:1px solid #d5d9de;border-radius:6px;padding:.4rem .8rem}
            details details{border:0;padding:.2rem 0}
            summary{cursor:pointer}code,pre{font:14px/1.45 ui-monospace,monospace}
            pre{background:#f4f5f7;padding:.7rem;border-radius:6px;overflow:auto}
            .method{display:inline-block;min-width:4.2rem;font-weight:700;color:#0b57a4}
            .note{color:#5a6270}table{border-collapse:collapse}td{padding:.15rem .8rem .15rem 0;\
            vertical-align:top}
            @media(prefers-color-scheme:dark){body{background:#16181b;color:#e6e8eb}\
            pre{background:#22262b}.method{color:#7cb7f5}details,h2{border-color:#363c44}\
            .note{color:#9aa3ad}a{color:#7cb7f5}}
            """;

    private final JsonNode root;
    private final StringBuilder html = new StringBuilder(64 * 1024);

    DocsPage(String description) {
        root = new YAMLMapper().readTree(description);
    }

    String html() {
        var info = root.path("info");
        html.append("<!doctype html><html lang=en><meta charset=utf-8>")
                .append("<meta name=viewport content='width=device-width'><title>")
                .append(text(info.path("title")))
                .append(" API</title><style>")
                .append(STYLE)
                .append("</style><h1>")
                .append(text(info.path("title")))
                .append(" API</h1><p class=note>Version ")
                .append(text(info.path("version")))
                .append(" · <a href=openapi.yaml>openapi.yaml</a></p>");
        prose(info.path("description"));
        root.path("tags").forEach(this::tag);
        html.append("<h2>Schemas</h2>");
        root.path("components")
                .path("schemas")
                .forEachEntry((name, schema) -> schema(name, schema));
        return html.toString();
    }

    private void tag(JsonNode tag) {
        var name = tag.path("name").asString();
        html.append("<h2>").append(text(tag.path("name"))).append("</h2>");
        prose(tag.path("description"));
        root.path("paths").forEachEntry((path, item) -> operations(name, path, item));
        root.path("webhooks").forEachEntry((event, item) -> operations(name, event, item));
    }

    private void operations(String tag, String path, JsonNode item) {
        for (var method : METHODS) {
            var operation = item.path(method);
            if (operation.path("tags").path(0).asString("").equals(tag)) {
                operation(method.toUpperCase(Locale.ROOT), path, item, operation);
            }
        }
    }

    private void operation(String method, String path, JsonNode item, JsonNode operation) {
        html.append("<details><summary><span class=method>")
                .append(method)
                .append("</span> <code>")
                .append(escape(path))
                .append("</code> – ")
                .append(text(operation.path("summary")))
                .append("</summary>");
        prose(operation.path("description"));
        html.append("<table>");
        item.path("parameters").forEach(this::parameter);
        operation.path("parameters").forEach(this::parameter);
        html.append("</table>");
        content("Body", operation.path("requestBody"));
        operation
                .path("responses")
                .forEachEntry((status, response) -> {
                    var whole = resolve(response);
                    content(status + " – " + whole.path("description").asString(), whole);
                });
        html.append("</details>");
    }

    private void parameter(JsonNode given) {
        var parameter = resolve(given);
        html.append("<tr><td><code>")
                .append(text(parameter.path("name")))
                .append("</code><td>")
                .append(text(parameter.path("in")))
                .append(parameter.path("required").asBoolean(false) ? ", required" : "")
                .append("<td><code>")
                .append(escape(resolve(parameter.path("schema")).toString()))
                .append("</code><td>")
                .append(text(parameter.path("description")));
    }

    private void content(String title, JsonNode holder) {
        if (holder.isMissingNode()) {
            return;
        }
        html.append("<details><summary>").append(escape(title)).append("</summary>");
        holder.path("content")
                .forEachEntry((type, media) -> {
                    html.append("<p class=note>").append(escape(type)).append("</p>");
                    media.path("examples").forEach(it -> pre(resolve(it).path("value")));
                    if (media.has("schema")) {
                        pre(media.path("schema"));
                    }
                });
        html.append("</details>");
    }

    private void schema(String name, JsonNode schema) {
        html.append("<details id='")
                .append(escape(name))
                .append("'><summary><code>")
                .append(escape(name))
                .append("</code></summary>");
        pre(schema);
        html.append("</details>");
    }

    private void pre(JsonNode value) {
        var shown = value.isString() ? value.asString() : PRETTY.writeValueAsString(value);
        html.append("<pre>").append(escape(shown)).append("</pre>");
    }

    private void prose(JsonNode node) {
        if (node.isString()) {
            var parts = escape(node.asString()).replaceAll("`([^`]+)`", "<code>$1</code>");
            html.append("<p>").append(parts).append("</p>");
        }
    }

    /** What a {@code $ref} points to, or the node itself. */
    private JsonNode resolve(JsonNode node) {
        var reference = node.path("$ref").asString("");
        return reference.startsWith("#/") ? root.at(reference.substring(1)) : node;
    }

    private static String text(JsonNode node) {
        return escape(node.asString(""));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("'", "&#39;")
                .replace("\"", "&quot;");
    }
}
