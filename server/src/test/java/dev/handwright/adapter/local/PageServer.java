package dev.handwright.adapter.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Serves pages to a desktop's browser, and takes what they report with {@code report(text)}. */
public final class PageServer implements AutoCloseable {
    private static final String REPORT =
            """
            <!doctype html><meta charset=utf-8><title>test</title><script>
            let last = Promise.resolve();
            function report(text) {
                last = last.then(() => fetch('/report', {method: 'POST', body: text}));
            }
            </script>
            """;

    final BlockingQueue<String> reports = new LinkedBlockingQueue<>();
    private final Map<String, Page> pages = new ConcurrentHashMap<>();
    private final HttpServer server;

    private record Page(String type, byte[] content) {}

    public PageServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** As a desktop sees this host's loopback. */
    public String urlFromDesktop(String path) {
        return "http://10.0.2.2:" + port() + path;
    }

    public void page(String path, String html) {
        file(path, "text/html", (REPORT + html).getBytes(StandardCharsets.UTF_8));
    }

    public void file(String path, String type, byte[] content) {
        pages.put(path, new Page(type, content));
    }

    /** The next report that is wanted; those before it are dropped. */
    public String await(Predicate<String> wanted) throws InterruptedException {
        var seen = new StringBuilder();
        long deadline = System.nanoTime() + Duration.ofSeconds(40).toNanos();
        while (true) {
            var report = reports.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (report == null) {
                throw new AssertionError("the page reported only: " + seen);
            }
            if (wanted.test(report)) {
                return report;
            }
            seen.append(report).append('\n');
        }
    }

    public String await(String wanted) throws InterruptedException {
        return await(wanted::equals);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            var page = pages.get(path);
            if (path.equals("/report")) {
                reports.add(
                        new String(
                                exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                exchange.sendResponseHeaders(204, -1);
            } else if (page == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                exchange.getResponseHeaders().set("Content-Type", page.type());
                exchange.sendResponseHeaders(200, page.content().length);
                exchange.getResponseBody().write(page.content());
            }
        }
    }
}
