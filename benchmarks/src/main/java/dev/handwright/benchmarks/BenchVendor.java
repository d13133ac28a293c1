package dev.handwright.benchmarks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.handwright.base.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/**
 * A vendor that answers at once in Anthropic's form: a click somewhere else each time, then done;
 * to a question, no.
 */
final class BenchVendor implements AutoCloseable {
    private static final Pattern PICTURE = Pattern.compile("\"iVBORw0KGgo[^\"]*\"");

    /**
     * One request.
     *
     * @param came when all of it was there, in nanoseconds
     * @param answered when its answer was sent
     * @param bytes of the body
     * @param pictures bytes of each, as sent (Base64)
     */
    record Asked(long came, long answered, int bytes, List<Integer> pictures) {
        int pictureBytes() {
            return pictures.stream().mapToInt(it -> it).sum();
        }
    }

    final List<Asked> asked = new CopyOnWriteArrayList<>();

    private final int clicks;
    private final HttpServer server;

    BenchVendor(int clicks) throws IOException {
        this.clicks = clicks;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            long came = System.nanoTime();
            var text = new String(body, StandardCharsets.US_ASCII);
            var bytes =
                    Json.write(answer(text.contains("\"tools\""))).getBytes(StandardCharsets.UTF_8);
            var pictures = new ArrayList<Integer>();
            PICTURE.matcher(text).results().forEach(it -> pictures.add(it.end() - it.start() - 2));
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            // The other side has the answer before this thread knows that it is written.
            long answered = System.nanoTime();
            asked.add(new Asked(came, answered, body.length, pictures));
            exchange.getResponseBody().write(bytes);
        }
    }

    private Map<String, Object> answer(boolean acts) {
        int number = asked.size();
        Map<String, Object> content;
        if (!acts) {
            content = Map.of("type", "text", "text", "{\"holds\": false, \"why\": \"I looked.\"}");
        } else if (number == clicks) {
            content = use(number, "finish", Map.of("success", true, "message", "Clicked."));
        } else {
            var at = List.of(100 + number * 30, 300);
            content = use(number, "computer", Map.of("action", "left_click", "coordinate", at));
        }
        return Map.of(
                "id",
                "msg_" + number,
                "type",
                "message",
                "role",
                "assistant",
                "model",
                "bench",
                "content",
                List.of(content),
                "stop_reason",
                acts ? "tool_use" : "end_turn",
                "usage",
                Map.of("input_tokens", 1000, "output_tokens", 50));
    }

    private static Map<String, Object> use(int number, String name, Map<String, ?> input) {
        return Map.of("type", "tool_use", "id", "toolu_" + number, "name", name, "input", input);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
