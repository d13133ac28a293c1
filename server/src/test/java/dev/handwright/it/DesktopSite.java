package dev.handwright.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** A web server of this machine's loopback that desktops reach. */
final class DesktopSite implements AutoCloseable {
    /** For pages: {@code save(name)} leaves a file of that name in the desktop's downloads. */
    static final String SAVE =
            """
            <!doctype html><meta charset=utf-8>
            <script>
            const save = name => {
                const link = document.createElement('a');
                link.href = '/file/' + name;
                link.download = name;
                link.click();
            };
            onload = () => save('loaded.json');
            </script>
            """;

    private final HttpServer server;

    /**
     * @param handler of every path; called on many threads
     */
    DesktopSite(HttpHandler handler) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", handler);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** For {@code desktops.reachable}. */
    String reachable() {
        return "127.0.0.1:" + port();
    }

    /** As a desktop finds it. */
    String url(String path) {
        return "http://10.0.2.2:" + port() + path;
    }

    /** Answers 200. */
    static void send(HttpExchange exchange, String type, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
