package dev.handwright.edge.http;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** An answer that says what is wrong with a request and what to do; all of it is shown. */
public final class Problem extends RuntimeException {
    private final int status;
    private final String error;
    private final Map<String, String> headers;

    private Problem(int status, String error, String message, Map<String, String> headers) {
        super(message, null, false, false);
        this.status = status;
        this.error = error;
        this.headers = Map.copyOf(headers);
    }

    /**
     * Any other than those below.
     *
     * @param error a code or short title
     * @param message what is wrong and what to do, one sentence or more
     */
    public static Problem of(int status, String error, String message) {
        return new Problem(status, error, message, Map.of());
    }

    public static Problem badRequest(String message) {
        return of(400, "Invalid request", message);
    }

    public static Problem unauthorized(String message) {
        return of(401, "Unauthorized", message);
    }

    public static Problem forbidden(String message) {
        return of(403, "Forbidden", message);
    }

    public static Problem notFound(String message) {
        return of(404, "Not found", message);
    }

    public static Problem methodNotAllowed(String message) {
        return of(405, "Method not allowed", message);
    }

    public static Problem conflict(String message) {
        return of(409, "Conflict", message);
    }

    public static Problem tooLarge(String message) {
        return of(413, "Content too large", message);
    }

    public static Problem wrongType(String message) {
        return of(415, "Unsupported media type", message);
    }

    public static Problem tooMany(String message, Duration retryAfter) {
        return of(429, "Too many requests", message).retryAfter(retryAfter);
    }

    public static Problem unavailable(String message, Duration retryAfter) {
        return of(503, "Unavailable", message).retryAfter(retryAfter);
    }

    /** The same with one more header. */
    public Problem with(String header, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Problem(status, error, text(), more);
    }

    public int status() {
        return status;
    }

    /** The wire form everywhere but on desktop routes (contract, section 1). */
    Reply reply() {
        var body = new LinkedHashMap<String, String>();
        body.put("error", error);
        body.put("message", text());
        return withHeaders(Reply.json(status, body));
    }

    /** The wire form on desktop routes: the single field {@code error}. */
    Reply desktopReply() {
        return withHeaders(Reply.json(status, Map.of("error", text())));
    }

    private Reply withHeaders(Reply plain) {
        var reply = plain;
        for (var header : headers.entrySet()) {
            reply = reply.with(header.getKey(), header.getValue());
        }
        return reply;
    }

    private Problem retryAfter(Duration wait) {
        return with("Retry-After", Long.toString(Math.max(1, wait.toSeconds())));
    }

    private String text() {
        return java.util.Objects.requireNonNull(getMessage());
    }
}
