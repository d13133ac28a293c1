package dev.handwright.edge.cli;

import dev.handwright.base.Json;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Speaks to a server's API. Whatever goes wrong is a {@link Failure} with sentences to show. */
final class ApiClient {
    /** Publishing checks the files in a sandbox, which may take a while on a busy machine. */
    private static final Duration ANSWER_WITHIN = Duration.ofMinutes(3);

    private final ApiSettings settings;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    ApiClient(ApiSettings settings) {
        this.settings = settings;
    }

    Map<String, @Nullable Object> get(String path) {
        return json(request(path).GET());
    }

    /** A bare array of objects. */
    List<Map<?, ?>> list(String path) {
        var rows = new ArrayList<Map<?, ?>>();
        if (Json.read(text(request(path).GET())) instanceof List<?> items) {
            for (var item : items) {
                if (item instanceof Map<?, ?> row) {
                    rows.add(row);
                }
            }
        }
        return rows;
    }

    /** The rows of all pages of a list; {@code path} has a query already. */
    List<Map<?, ?>> all(String path, String list) {
        var rows = new ArrayList<Map<?, ?>>();
        var page = get(path);
        rows.addAll(rows(page, list));
        while (page.get("nextCursor") instanceof String cursor) {
            page = get(path + "&cursor=" + escape(cursor));
            rows.addAll(rows(page, list));
        }
        return rows;
    }

    static List<Map<?, ?>> rows(Map<String, @Nullable Object> answer, String list) {
        var rows = new ArrayList<Map<?, ?>>();
        if (answer.get(list) instanceof List<?> items) {
            for (var item : items) {
                if (item instanceof Map<?, ?> row) {
                    rows.add(row);
                }
            }
        }
        return rows;
    }

    Map<String, @Nullable Object> post(String path, Map<String, ?> body) {
        return json(request(path).POST(BodyPublishers.ofString(Json.write(body))));
    }

    Map<String, @Nullable Object> post(String path, Map<String, ?> body, String idempotencyKey) {
        return json(
                request(path)
                        .header("Idempotency-Key", idempotencyKey)
                        .POST(BodyPublishers.ofString(Json.write(body))));
    }

    Map<String, @Nullable Object> put(String path, Map<String, ?> body) {
        return json(request(path).PUT(BodyPublishers.ofString(Json.write(body))));
    }

    Map<String, @Nullable Object> patch(String path, Map<String, ?> body) {
        return json(request(path).method("PATCH", BodyPublishers.ofString(Json.write(body))));
    }

    /** A file as a body, as it is; however long that takes. */
    Map<String, @Nullable Object> upload(String path, Path file, String contentType) {
        try {
            var body = BodyPublishers.ofFile(file);
            return json(
                    authorized(HttpRequest.newBuilder(URI.create(settings.url() + path)))
                            .header("Content-Type", contentType)
                            .POST(body));
        } catch (FileNotFoundException | IllegalArgumentException e) {
            throw new Failure(List.of("The upload cannot begin: " + e.getMessage()));
        }
    }

    Map<String, @Nullable Object> delete(String path) {
        return json(request(path).DELETE());
    }

    /** The same where nothing is answered. */
    void remove(String path) {
        text(request(path).DELETE());
    }

    /** An answer that is read as it comes; the caller closes it. */
    InputStream open(String path, String mediaType) {
        var request = HttpRequest.newBuilder(URI.create(settings.url() + path));
        return send(authorized(request).header("Accept", mediaType).GET().build());
    }

    /** One segment of a path, or one value of a query. */
    static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpRequest.Builder request(String path) {
        return authorized(HttpRequest.newBuilder(URI.create(settings.url() + path)))
                .header("Content-Type", "application/json")
                .timeout(ANSWER_WITHIN);
    }

    private HttpRequest.Builder authorized(HttpRequest.Builder request) {
        try {
            return request.header("x-api-key", settings.key());
        } catch (IllegalArgumentException e) {
            throw new Failure(List.of("The API key has characters that no key has."));
        }
    }

    private String text(HttpRequest.Builder request) {
        try (var body = send(request.build())) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new Failure(List.of("The answer broke off: " + e.getMessage()));
        }
    }

    private Map<String, @Nullable Object> json(HttpRequest.Builder request) {
        try {
            return Json.readObject(text(request));
        } catch (Json.BadJson e) {
            throw new Failure(
                    List.of(settings.url() + " answers, but not as Handwright: " + e.getMessage()));
        }
    }

    private InputStream send(HttpRequest request) {
        HttpResponse<InputStream> response;
        try {
            response = http.send(request, BodyHandlers.ofInputStream());
        } catch (ConnectException e) {
            throw new Failure(
                    List.of(
                            "No server answers at %s. Start it with `make run`, or give another"
                                    .formatted(settings.url()),
                            "URL by --api-url or NEN_API_URL."));
        } catch (IOException e) {
            throw new Failure(List.of(settings.url() + ": " + e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(List.of("Interrupted."));
        }
        if (response.statusCode() / 100 == 2) {
            return response.body();
        }
        throw new Failure(sentences(response));
    }

    private static List<String> sentences(HttpResponse<InputStream> response) {
        var sentences = new ArrayList<String>();
        try (var body = response.body()) {
            var text = new String(body.readNBytes(1 << 20), StandardCharsets.UTF_8);
            var answer = Json.readObject(text);
            if (answer.get("problems") instanceof List<?> problems) {
                problems.forEach(it -> sentences.add(problem(it)));
            } else {
                sentences.add(answer.getOrDefault("message", answer.get("error")) + "");
            }
        } catch (IOException | Json.BadJson e) {
            sentences.add("The server answered " + response.statusCode() + ".");
        }
        if (response.statusCode() == 401) {
            sentences.add("Check --api-key, NEN_API_KEY or the config file.");
        }
        return sentences;
    }

    /** {@code workflow.py:12: what is wrong}, as compilers say it; editors can jump to it. */
    private static String problem(@Nullable Object problem) {
        if (!(problem instanceof Map<?, ?> map)) {
            return String.valueOf(problem);
        }
        var line = map.get("line") instanceof Number it && it.intValue() > 0 ? ":" + it : "";
        return map.get("file") + line + ": " + map.get("message");
    }

    /** What went wrong, for a person. */
    static final class Failure extends RuntimeException {
        private final List<String> sentences;

        Failure(List<String> sentences) {
            super(String.join("\n", sentences));
            this.sentences = List.copyOf(sentences);
        }

        List<String> sentences() {
            return sentences;
        }
    }
}
