package dev.handwright.it;

import dev.handwright.App;
import dev.handwright.Config;
import dev.handwright.Settings;
import dev.handwright.adapter.sql.Database;
import dev.handwright.base.Json;
import dev.handwright.fakes.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The whole App on a free port with folders of its own, and a plain HTTP client; closing it leaves
 * nothing behind.
 */
public final class TestServer implements AutoCloseable {
    private final Path folder;
    private final App app;
    private final Config config;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, String> firstStart;

    private TestServer(Path folder, Config config, Clock clock) {
        this.folder = folder;
        this.config = config;
        this.app = App.start(config, clock);
        this.firstStart = environmentFile(folder.resolve("data/first-start.env"));
    }

    /** With the defaults, but on a free port and without isolation. */
    public static TestServer start() {
        return start(Map.of());
    }

    /**
     * @param settings {@code section.key} to value, over those of {@link #start()}
     */
    public static TestServer start(Map<String, String> settings) {
        return start(settings, Clock.systemUTC());
    }

    static TestServer start(Map<String, String> settings, Clock clock) {
        try {
            var folder = Files.createTempDirectory("handwright-it");
            var all = new LinkedHashMap<String, String>();
            all.put("http.port", "0");
            all.put("http.drain_timeout", "1 s");
            all.put("storage.data", folder.resolve("data").toString());
            all.put("storage.runtime", folder.resolve("run").toString());
            all.put("isolation.allow_unisolated", "true");
            all.putAll(TestDatabase.settings());
            all.putAll(settings);
            var config = Settings.read(Optional.empty(), Map.of(), all);
            return new TestServer(folder, config, clock);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public App app() {
        return app;
    }

    public URI address() {
        return app.address();
    }

    public Path data() {
        return folder.resolve("data");
    }

    /** Its database, opened once more. */
    public Database database() {
        return config.storage()
                .database()
                .map(Database::new)
                .orElseGet(() -> new Database(data().resolve("handwright.db")));
    }

    /** The key of the first start, with scope admin. */
    public String key() {
        return firstStart.getOrDefault("NEN_API_KEY", "");
    }

    /** What the first start wrote. */
    public Map<String, String> firstStart() {
        return firstStart;
    }

    /** A request to a path, not sent yet. */
    public HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(address() + path)).timeout(Duration.ofSeconds(30));
    }

    /** With the first key. */
    public Answer get(String path) {
        return send(to(path).header("x-api-key", key()));
    }

    /** With the first key. */
    public Answer delete(String path) {
        return send(to(path).header("x-api-key", key()).DELETE());
    }

    /** With the first key and JSON of the value. */
    public Answer post(String path, Object value) {
        return send(json("POST", path, value));
    }

    /** With the first key and JSON of the value. */
    public Answer put(String path, Object value) {
        return send(json("PUT", path, value));
    }

    private HttpRequest.Builder json(String method, String path, Object value) {
        return to(path).header("x-api-key", key())
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(Json.write(value)));
    }

    public Answer send(HttpRequest.Builder request) {
        try {
            var response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        client.close();
        app.close();
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> {
                        if (!file.toFile().delete()) {
                            throw new IllegalStateException(file + " stays behind");
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> environmentFile(Path file) {
        var values = new LinkedHashMap<String, String>();
        try {
            for (var line : Files.readAllLines(file)) {
                if (!line.startsWith("#") && line.contains("=")) {
                    values.put(
                            line.substring(0, line.indexOf('=')),
                            line.substring(line.indexOf('=') + 1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return values;
    }

    /** What came back. */
    public record Answer(HttpResponse<byte[]> response) {
        public int status() {
            return response.statusCode();
        }

        public byte[] bytes() {
            return response.body();
        }

        public String text() {
            return new String(response.body(), java.nio.charset.StandardCharsets.UTF_8);
        }

        public Map<String, ?> json() {
            return Json.readObject(text());
        }

        public Optional<String> header(String name) {
            return response.headers().firstValue(name);
        }
    }
}
