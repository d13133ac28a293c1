package dev.handwright.adapter.vlm;

import dev.handwright.agent.AgentFailed;
import dev.handwright.base.Json;
import dev.handwright.secrets.Redaction;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Sends requests to models. Tried again: no room (429, 529), errors of the server (5xx), broken and
 * silent connections; with growing pauses, or those that {@code Retry-After} asks for. For many
 * threads; an interrupt ends the exchange under way.
 */
final class ModelCalls {
    private static final Logger LOG = LoggerFactory.getLogger(ModelCalls.class);
    private static final Set<Integer> AGAIN = Set.of(408, 409, 425, 429);
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final long ANSWER_LIMIT = 8 << 20;
    private static final int SHOWN = 300;

    private final HttpClient client;
    private final int attempts;
    private final Duration attemptTimeout;
    private final Pauses pauses;
    private final RandomGenerator random;
    private final Clock clock;

    /**
     * @param attempts in all
     * @param attemptTimeout until the answer is there whole
     */
    ModelCalls(
            int attempts,
            Duration attemptTimeout,
            Pauses pauses,
            RandomGenerator random,
            Clock clock) {
        this.attempts = attempts;
        this.attemptTimeout = attemptTimeout;
        this.pauses = pauses;
        this.random = random;
        this.clock = clock;
        this.client =
                HttpClient.newBuilder()
                        .connectTimeout(CONNECT)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build();
    }

    /** What came of one attempt. */
    private sealed interface Attempt {
        record Answered(JsonNode answer) implements Attempt {}

        record Failed(String why, boolean again, Optional<Duration> pause) implements Attempt {}

        /** The key is not accepted; the vendor's words may show a part of it. */
        record KeyRefused(String why) implements Attempt {}
    }

    /**
     * Posts JSON and returns the JSON of a 200.
     *
     * @param name of the model, for errors
     * @param hidden takes what nobody may read out of the vendor's words
     * @param atMost for all attempts together
     */
    JsonNode post(
            String name,
            URI url,
            Map<String, String> headers,
            Redaction hidden,
            byte[] body,
            Duration atMost)
            throws AgentFailed, InterruptedException {
        var deadline = clock.instant().plus(atMost);
        for (int attempt = 1; ; attempt++) {
            var left = Duration.between(clock.instant(), deadline);
            switch (attempt(url, headers, body, shorter(left, attemptTimeout))) {
                case Attempt.Answered(var answer) -> {
                    return answer;
                }
                case Attempt.KeyRefused(var said) -> {
                    LOG.warn("model {} refuses the key: {}", name, brief(hidden.of(said)));
                    throw new AgentFailed(
                            "The model %s gave no answer: the server's key for it is not accepted"
                                    .formatted(name));
                }
                case Attempt.Failed(var said, boolean again, var asked) -> {
                    var why = brief(hidden.of(said));
                    var pause = Pauses.next(attempt, asked, random.nextDouble());
                    boolean late = !clock.instant().plus(pause).isBefore(deadline);
                    if (!again || attempt == attempts || late) {
                        throw new AgentFailed(
                                "The model %s gave no answer: %s%s"
                                        .formatted(
                                                name,
                                                why,
                                                attempt == 1
                                                        ? ""
                                                        : " (%d attempts)".formatted(attempt)));
                    }
                    LOG.info("model {} is asked again in {} ms: {}", name, pause.toMillis(), why);
                    pauses.pause(pause);
                }
            }
        }
    }

    private Attempt attempt(URI url, Map<String, String> headers, byte[] body, Duration atMost)
            throws InterruptedException {
        if (!atMost.isPositive()) {
            return new Attempt.Failed("there is no time left", false, Optional.empty());
        }
        var request =
                HttpRequest.newBuilder(url)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        // A request's own timeout ends before the body on some JDKs (JDK-8208693).
        var exchange =
                client.sendAsync(
                        request.build(),
                        BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_LIMIT));
        try {
            return read(exchange.get(atMost.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            var why = "it was silent for %d s".formatted(atMost.toSeconds());
            return new Attempt.Failed(why, true, Optional.empty());
        } catch (ExecutionException e) {
            return new Attempt.Failed(broke(e.getCause()), true, Optional.empty());
        } finally {
            exchange.cancel(true); // where it has not ended yet
        }
    }

    private static String broke(@Nullable Throwable trouble) {
        if (!(trouble instanceof IOException e)) {
            throw new IllegalStateException(trouble);
        }
        LOG.info("the connection to a model broke: {}", e.toString());
        return "the connection broke: " + e.getClass().getSimpleName();
    }

    private Attempt read(HttpResponse<byte[]> response) {
        var text = new String(response.body(), StandardCharsets.UTF_8);
        int status = response.statusCode();
        if (status == 200) {
            try {
                return new Attempt.Answered(Json.mapper().readTree(text));
            } catch (JacksonException e) {
                return new Attempt.Failed(
                        "its answer is no JSON: " + text, false, Optional.empty());
            }
        }
        var why = "status %d, %s".formatted(status, message(text));
        if (status == 401 || status == 403) {
            return new Attempt.KeyRefused(why);
        }
        return new Attempt.Failed(
                why,
                AGAIN.contains(status) || status >= 500,
                response.headers().firstValue("Retry-After").flatMap(this::retryAfter));
    }

    /** All vendors have {@code error.message}. */
    private static String message(String text) {
        try {
            return Json.mapper().readTree(text).path("error").path("message").asString(text);
        } catch (JacksonException e) {
            return text;
        }
    }

    private static String brief(String text) {
        var line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
    }

    /** Seconds, or a date (RFC 9110, section 10.2.3). */
    private Optional<Duration> retryAfter(String value) {
        try {
            if (value.matches("\\d{1,6}(\\.\\d{1,3})?")) {
                return Optional.of(Duration.ofMillis((long) (Double.parseDouble(value) * 1000)));
            }
            Instant at =
                    ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            var wait = Duration.between(clock.instant(), at);
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
