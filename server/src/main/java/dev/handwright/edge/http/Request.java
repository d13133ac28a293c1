package dev.handwright.edge.http;

import dev.handwright.base.ByteSize;
import dev.handwright.base.Json;
import dev.handwright.workspaces.Caller;
import dev.handwright.workspaces.Workspace;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What came in. One thread's; every reading method throws {@link Problem} on bad input. */
public final class Request {
    private static final String BODY_OPENED = "dev.handwright.body_opened";

    private final Context context;
    private final String id;
    private final @Nullable Caller caller;
    private final ByteSize bodyLimit;
    private final byte @Nullable [] signedBody;

    /**
     * @param signedBody what was read to verify its signature; null where it is not signed
     */
    Request(
            Context context,
            String id,
            @Nullable Caller caller,
            ByteSize bodyLimit,
            byte @Nullable [] signedBody) {
        this.context = context;
        this.id = id;
        this.caller = caller;
        this.bodyLimit = bodyLimit;
        this.signedBody = signedBody;
    }

    /** Whether a good signature covers it. */
    public boolean signed() {
        return signedBody != null;
    }

    /** Its X-Request-Id. */
    public String id() {
        return id;
    }

    /** Who asks. Only on routes that need a key. */
    public Caller caller() {
        if (caller == null) {
            throw new IllegalStateException("an open route has no caller");
        }
        return caller;
    }

    /** Empty on an open route. */
    Optional<Caller> knownCaller() {
        return Optional.ofNullable(caller);
    }

    HttpServletRequest servlet() {
        return context.req();
    }

    public Workspace.Id workspace() {
        return caller().workspace();
    }

    public String method() {
        return context.req().getMethod();
    }

    /** As it was sent: still escaped, without the query. */
    public String rawPath() {
        return context.req().getRequestURI();
    }

    /** As it was sent: still escaped. */
    public Optional<String> rawQuery() {
        return Optional.ofNullable(context.req().getQueryString());
    }

    /** A {@code {name}} of the route's path, unescaped. */
    public String path(String name) {
        return context.pathParam(name);
    }

    /**
     * The same as a UUID; empty where it is none, which for an id means that there is no such
     * thing.
     */
    public Optional<UUID> uuid(String name) {
        return parseUuid(path(name));
    }

    /** A UUID in its usual form only, in letters of any case. */
    public static Optional<UUID> parseUuid(String text) {
        try {
            var uuid = UUID.fromString(text);
            return uuid.toString().equals(text.toLowerCase(Locale.ROOT))
                    ? Optional.of(uuid)
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A query parameter, unescaped; the first where it is given more than once. */
    public Optional<String> query(String name) {
        return rawQuery().flatMap(it -> Escapes.inQuery(it, name));
    }

    /** A whole number in the query, or {@code otherwise} where it is left out. */
    public int query(String name, int min, int max, int otherwise) {
        var text = query(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text.get());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, in our words.
        }
        throw Problem.badRequest(
                "The query parameter '%s' must be a whole number from %d to %d."
                        .formatted(name, min, max));
    }

    /** A header, its name in any case. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(context.req().getHeader(name));
    }

    /** The whole body, at most {@code http.body_limit}. */
    public byte[] body() throws IOException {
        return body(bodyLimit);
    }

    /** The whole body, at most {@code limit}. */
    public byte[] body(ByteSize limit) throws IOException {
        long declared = context.req().getContentLengthLong();
        if (declared > limit.bytes()) {
            throw tooLarge(limit);
        }
        var bytes = new TimedBody(bodyStream()).readNBytes(Math.toIntExact(limit.bytes()) + 1);
        if (bytes.length > limit.bytes()) {
            throw tooLarge(limit);
        }
        return bytes;
    }

    /** Whether a client waits for word that it may send its body, and will not get it. */
    static boolean isClientWaiting(Context context) {
        return context.req().getHeader("Expect") != null && context.attribute(BODY_OPENED) == null;
    }

    /** The body's length in bytes as the client announced it, or -1 where it did not. */
    public long announcedLength() {
        return context.req().getContentLengthLong();
    }

    /** The body as it arrives; whoever reads it sets its own bound. */
    public InputStream bodyStream() throws IOException {
        context.attribute(BODY_OPENED, true);
        return signedBody == null
                ? ClientGone.whereBroken(context.req().getInputStream())
                : new ByteArrayInputStream(signedBody);
    }

    /** The body as a JSON object; an empty one is 400. */
    public Map<String, @Nullable Object> json() throws IOException {
        return jsonObject(body());
    }

    /** The same with another limit than {@code http.body_limit}. */
    public Map<String, @Nullable Object> json(ByteSize limit) throws IOException {
        return jsonObject(body(limit));
    }

    /** A body that was read before, as a JSON object. */
    public Map<String, @Nullable Object> json(byte[] body) {
        return jsonObject(body);
    }

    private Map<String, @Nullable Object> jsonObject(byte[] body) {
        requireJson();
        if (body.length == 0) {
            throw Problem.badRequest("The body is empty; send a JSON object.");
        }
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
            return Fields.wellFormed(Json.readObject(text));
        } catch (CharacterCodingException e) {
            throw Problem.badRequest("The body is not UTF-8.");
        } catch (Json.BadJson e) {
            throw Problem.badRequest("The body is not the JSON it should be: " + e.getMessage());
        }
    }

    private void requireJson() {
        var type =
                header("Content-Type")
                        .map(it -> it.split(";", 2)[0].strip().toLowerCase(Locale.ROOT));
        if (type.isPresent()
                && !type.get().equals("application/json")
                && !type.get().endsWith("+json")) {
            throw Problem.wrongType(
                    "The body must be JSON: send the header Content-Type: application/json.");
        }
    }

    private static Problem tooLarge(ByteSize limit) {
        return Problem.tooLarge("The body is larger than the limit of %s.".formatted(limit));
    }
}
