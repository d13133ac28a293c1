package dev.handwright.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/** A portal that takes a submission for each click of a person, and counts them by run. */
final class TorturePage implements AutoCloseable {
    private static final String PAGE =
            """
            <!doctype html><meta charset=utf-8><title>Portal</title>
            <body style="height: 90vh; background: #eef">
            <script>
            const save = name => {
                const link = document.createElement('a');
                link.href = '/file/' + name;
                link.download = name;
                link.click();
            };
            let submitted = 0;
            onclick = async event => {
                if (!event.isTrusted) return;
                const number = ++submitted;
                await fetch('/submit' + location.search, {method: 'POST'});
                save(`submitted-${number}.json`);
            };
            onload = () => save('loaded.json');
            </script>
            """;

    private final HttpServer server;
    private final Map<String, Integer> submissions = new ConcurrentHashMap<>();

    TorturePage() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    /** For {@code desktops.reachable}. */
    String reachable() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** As a desktop finds it. */
    String url() {
        return "http://10.0.2.2:" + server.getAddress().getPort() + "/";
    }

    /**
     * @param run as the page was opened with it
     */
    int submissions(String run) {
        return submissions.getOrDefault(run, 0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            var body = "{}";
            if (path.equals("/")) {
                body = PAGE;
            } else if (path.equals("/submit")) {
                var query = Objects.toString(exchange.getRequestURI().getQuery());
                submissions.merge(query.replace("run=", ""), 1, Integer::sum);
            }
            var type = path.equals("/") ? "text/html; charset=utf-8" : "application/json";
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
