package dev.handwright.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/**
 * Pages that count their visits and clicks here. The desktop gets a file for each ({@code
 * loaded.json}, {@code click-1.json} …).
 */
final class CountingPage implements AutoCloseable {
    private static final String PAGE =
            """
            <!doctype html><meta charset=utf-8><title>Counting</title>
            <body style="height: 90vh; background: #eef">
            <script>
            const save = name => {
                const link = document.createElement('a');
                link.href = '/file/' + name;
                link.download = name;
                link.click();
            };
            onclick = async event => {
                if (!event.isTrusted) return;
                const answer = await fetch('/click/NAME', {method: 'POST'});
                save(`click-${await answer.text()}.json`);
            };
            onload = () => save('loaded.json');
            </script>
            """;

    private final HttpServer server;
    private final Map<String, Integer> visits = new ConcurrentHashMap<>();
    private final Map<String, Integer> clicks = new ConcurrentHashMap<>();
    private final CountDownLatch let = new CountDownLatch(1);

    CountingPage() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    /** For {@code desktops.reachable}. */
    String reachable() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** A page of its own, as a desktop finds it. */
    String url(String page) {
        return "http://10.0.2.2:" + server.getAddress().getPort() + "/page/" + page;
    }

    /** Until then no desktop gets a file for its second click. */
    void release() {
        let.countDown();
    }

    int visits(String page) {
        return visits.getOrDefault(page, 0);
    }

    int clicks(String page) {
        return clicks.getOrDefault(page, 0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        var name = path.substring(path.lastIndexOf('/') + 1);
        var type = "text/html";
        var body = "";
        if (path.startsWith("/page/")) {
            visits.merge(name, 1, Integer::sum);
            body = PAGE.replace("NAME", name);
        } else if (path.startsWith("/file/")) {
            type = "application/json";
            body = "{}";
        } else if (path.startsWith("/click/")) {
            int click = clicks.merge(name, 1, Integer::sum);
            body = Integer.toString(click);
            awaitLeave(click);
        }
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private void awaitLeave(int click) {
        try {
            if (click == 2) {
                let.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        release();
        server.stop(0);
    }
}
