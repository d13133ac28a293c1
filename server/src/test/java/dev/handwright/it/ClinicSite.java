package dev.handwright.it;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Three systems of a clinic, a schedule and a list of documents, in plain colours that a stand-in
 * model can see ({@code clinic/} in the test resources). On top of each page is a bar in the colour
 * of its path.
 */
final class ClinicSite implements AutoCloseable {
    /** What was entered into the registry. */
    final List<String> saved = new CopyOnWriteArrayList<>();

    private final DesktopSite site;

    ClinicSite() throws IOException {
        site = new DesktopSite(this::answer);
    }

    int port() {
        return site.port();
    }

    /** As a desktop reaches it. */
    String url(String path) {
        return site.url(path);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            switch (path) {
                case "/clinic/login", "/registry/login", "/practice/login" ->
                        page(exchange, path, "login");
                case "/clinic/home", "/registry/home", "/practice/home" ->
                        page(exchange, path, path.split("/")[1]);
                case "/schedule", "/documents" -> page(exchange, path, path.substring(1));
                case "/saved" -> {
                    var body = exchange.getRequestBody().readAllBytes();
                    saved.add(new String(body, StandardCharsets.UTF_8));
                    DesktopSite.send(exchange, "text/plain", "saved");
                }
                default -> {
                    if (path.startsWith("/file/")) {
                        file(exchange, path.substring(6));
                    } else {
                        exchange.sendResponseHeaders(404, -1);
                    }
                }
            }
        }
    }

    private static void file(HttpExchange exchange, String name) throws IOException {
        var encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        exchange.getResponseHeaders()
                .set("Content-Disposition", "attachment; filename*=UTF-8''" + encoded);
        DesktopSite.send(exchange, "application/octet-stream", "This is " + name);
    }

    private static void page(HttpExchange exchange, String path, String name) throws IOException {
        var bar =
                "<div style='height: 8px; width: 300px; background: #%06x'></div>"
                        .formatted(ClinicModel.colour(path));
        DesktopSite.send(
                exchange, "text/html; charset=utf-8", resource("common") + bar + resource(name));
    }

    private static String resource(String name) throws IOException {
        var file = "/clinic/" + name + ".html";
        try (var stream = Objects.requireNonNull(ClinicSite.class.getResourceAsStream(file))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        site.close();
    }
}
