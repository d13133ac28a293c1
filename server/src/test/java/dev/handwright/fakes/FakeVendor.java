package dev.handwright.fakes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.handwright.base.Json;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.imageio.ImageIO;
import tools.jackson.databind.JsonNode;

/**
 * A stand-in for the vendors of models: it speaks their wire forms over HTTP, refuses what they
 * refuse, and really looks: its brain decides by the pixels of the last picture it was sent.
 */
public final class FakeVendor implements AutoCloseable {
    /** Every request's body, in order. */
    public final List<JsonNode> requests = new CopyOnWriteArrayList<>();

    public final List<Map<String, List<String>>> headers = new CopyOnWriteArrayList<>();

    /** Sizes of the bodies in bytes. */
    public final List<Integer> sizes = new CopyOnWriteArrayList<>();

    /** What is done to the next requests instead of an answer. */
    public final Deque<Trouble> troubles = new ConcurrentLinkedDeque<>();

    /** Opened when a request is not answered on purpose. */
    public final CountDownLatch hanging = new CountDownLatch(1);

    private final Function<Seen, List<Move>> brain;
    private final HttpServer server;
    private final CountDownLatch closed = new CountDownLatch(1);

    public FakeVendor(Function<Seen, List<Move>> brain) {
        this.brain = brain;
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/anthropic/v1/messages", it -> answer(it, new FakeAnthropic()));
        server.createContext("/openai/responses", it -> answer(it, new FakeOpenAi()));
        server.createContext("/chat/chat/completions", it -> answer(it, new FakeChat()));
        server.start();
    }

    /**
     * What makes a server ask this and no vendor.
     *
     * @param more settings, names and values in turn
     */
    public Map<String, String> settings(String... more) {
        var settings = new HashMap<String, String>();
        settings.put("models.anthropic.url", anthropic().toString());
        settings.put("models.anthropic.key", "k");
        settings.put("models.openai.url", openai().toString());
        settings.put("models.openai.key", "k");
        settings.put("models.compatible.url", chat().toString());
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }

    /** What it was sent, as it sees it. */
    public record Seen(BufferedImage picture, List<String> words, boolean acts) {
        /** The middle of all pixels of one colour; empty where there is none. */
        public Optional<List<Integer>> middle(int rgb) {
            int left = Integer.MAX_VALUE;
            int top = Integer.MAX_VALUE;
            int right = -1;
            int bottom = -1;
            int width = picture.getWidth();
            var pixels = picture.getRGB(0, 0, width, picture.getHeight(), null, 0, width);
            for (int y = 0; y < picture.getHeight(); y++) {
                for (int x = 0; x < width; x++) {
                    if ((pixels[y * width + x] & 0xffffff) == rgb) {
                        left = Math.min(left, x);
                        right = Math.max(right, x);
                        top = Math.min(top, y);
                        bottom = Math.max(bottom, y);
                    }
                }
            }
            return right < 0
                    ? Optional.empty()
                    : Optional.of(List.of((left + right) / 2, (top + bottom) / 2));
        }

        public boolean shows(int rgb) {
            return middle(rgb).isPresent();
        }

        /** Whether any text it was told holds this. */
        public boolean told(String part) {
            return words.stream().anyMatch(it -> it.contains(part));
        }
    }

    /** One thing it answers. */
    public sealed interface Move {
        record Do(String action, Map<String, ?> params) implements Move {}

        record Finish(boolean success, String message) implements Move {}

        record Say(String text) implements Move {}

        /** It calls a tool that nobody gave it. */
        record Imagine(String tool) implements Move {}

        record Refuse(String why) implements Move {}

        static Move click(List<Integer> at) {
            return new Do("left_click", Map.of("coordinate", at));
        }

        static Move finish(String message) {
            return new Finish(true, message);
        }
    }

    /** What can go wrong with a request. */
    public sealed interface Trouble {
        record Status(int status, Map<String, String> headers, String message) implements Trouble {}

        /** The connection is closed without an answer. */
        record Break() implements Trouble {}

        /** No answer ever. */
        record Hang() implements Trouble {}

        /** A 200 whose body never comes. */
        record Stall() implements Trouble {}

        /** A 200 with other bytes. */
        record Garbage(String body) implements Trouble {}
    }

    /** One vendor's form. */
    interface Form {
        /**
         * @throws Refused for what the vendor refuses, with its message
         */
        Seen read(JsonNode request, Map<String, List<String>> headers) throws Refused;

        Object answer(JsonNode request, List<Move> moves);

        static BufferedImage picture(String base64) {
            try {
                var png = java.util.Base64.getDecoder().decode(base64);
                return ImageIO.read(new ByteArrayInputStream(png));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static final class Refused extends Exception {
        Refused(String message) {
            super(message);
        }

        static void unless(boolean good, String message) throws Refused {
            if (!good) {
                throw new Refused(message);
            }
        }
    }

    public URI anthropic() {
        return url("/anthropic");
    }

    public URI openai() {
        return url("/openai");
    }

    public URI chat() {
        return url("/chat");
    }

    private URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private void answer(HttpExchange exchange, Form form) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            var request = Json.mapper().readTree(new String(body, StandardCharsets.UTF_8));
            sizes.add(body.length);
            headers.add(Map.copyOf(exchange.getRequestHeaders()));
            requests.add(request);
            var trouble = troubles.poll();
            if (trouble != null) {
                trouble(exchange, trouble);
                return;
            }
            try {
                var seen = form.read(request, exchange.getRequestHeaders());
                send(exchange, 200, Json.write(form.answer(request, brain.apply(seen))));
            } catch (Refused e) {
                send(exchange, 400, error(String.valueOf(e.getMessage())));
            }
        }
    }

    private void trouble(HttpExchange exchange, Trouble trouble) throws IOException {
        switch (trouble) {
            case Trouble.Status(int status, var headers, var message) -> {
                headers.forEach(exchange.getResponseHeaders()::add);
                send(exchange, status, error(message));
            }
            case Trouble.Garbage(var body) -> send(exchange, 200, body);
            case Trouble.Break() -> {} // closed without an answer
            case Trouble.Hang() -> hang();
            case Trouble.Stall() -> {
                exchange.sendResponseHeaders(200, 100);
                exchange.getResponseBody().flush();
                hang();
            }
        }
    }

    private void hang() {
        hanging.countDown();
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String error(String message) {
        return Json.write(Map.of("error", Map.of("type", "error", "message", message)));
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
