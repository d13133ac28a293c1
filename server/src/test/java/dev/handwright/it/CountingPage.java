package dev.handwright.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A page that counts its visits and clicks here. The desktop gets a file for each ({@code
 * loaded.json}, {@code click-1.json} …), once the test lets it.
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
            let clicks = 0;
            onclick = async event => {
                if (!event.isTrusted) return;
                const click = ++clicks;
                await fetch('/click', {method: 'POST'});
                save(`click-${click}.json`);
            };
            onload = () => save('loaded.json');
            </script>
            """;

    private final HttpServer server;
    private final AtomicInteger visits = new AtomicInteger();
    private final AtomicInteger clicks = new AtomicInteger();
    private volatile int held;
    private volatile CountDownLatch let = new CountDownLatch(0);

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

    /** As a desktop finds it. */
    String url() {
        return "http://10.0.2.2:" + server.getAddress().getPort() + "/";
    }

    /** Counts anew; the desktop gets no file for this click until {@link #release}. */
    void hold(int click) {
        visits.set(0);
        clicks.set(0);
        held = click;
        let = new CountDownLatch(1);
    }

    void release() {
        let.countDown();
    }

    int visits() {
        return visits.get();
    }

    int clicks() {
        return clicks.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        var type = "text/html";
        var body = "";
        if (path.equals("/")) {
            visits.incrementAndGet();
            body = PAGE;
        } else if (path.startsWith("/file/")) {
            type = "application/json";
            body = "{}";
        } else if (path.equals("/click") && clicks.incrementAndGet() == held) {
            try {
                let.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        release();
        server.stop(0);
    }
}
