package dev.handwright.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/**
 * Three systems of a clinic, a schedule and a list of documents, in plain colours that a stand-in
 * model can see ({@code clinic/} in the test resources). On top of each page is a bar in the colour
 * of its path.
 */
final class ClinicSite implements AutoCloseable {
    /** What was entered into the registry. */
    final List<String> saved = new CopyOnWriteArrayList<>();

    private final HttpServer server;

    ClinicSite() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** As a desktop reaches it. */
    String url(String path) {
        return "http://10.0.2.2:" + port() + path;
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
                    send(exchange, "text/plain", "saved");
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
        send(exchange, "application/octet-stream", "This is " + name);
    }

    private static void page(HttpExchange exchange, String path, String name) throws IOException {
        var bar =
                "<div style='height: 8px; width: 300px; background: #%06x'></div>"
                        .formatted(ClinicModel.colour(path));
        send(exchange, "text/html; charset=utf-8", resource("common") + bar + resource(name));
    }

    private static String resource(String name) throws IOException {
        var file = "/clinic/" + name + ".html";
        try (var stream = Objects.requireNonNull(ClinicSite.class.getResourceAsStream(file))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void send(HttpExchange exchange, String type, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
