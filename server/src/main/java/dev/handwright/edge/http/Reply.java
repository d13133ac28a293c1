package dev.handwright.edge.http;

import dev.handwright.base.Json;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What goes back: a status, headers, and a body that is written when the headers are out. */
public record Reply(int status, Map<String, String> headers, Body body) {
    public Reply {
        headers = Map.copyOf(headers);
    }

    /** JSON of maps, lists, records, strings, numbers and booleans. */
    public static Reply json(int status, @Nullable Object value) {
        return bytes(status, "application/json; charset=utf-8", Json.writeBytes(value));
    }

    public static Reply text(int status, String mediaType, String text) {
        return bytes(status, mediaType + "; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    public static Reply bytes(int status, String mediaType, byte[] bytes) {
        return new Reply(
                status,
                Map.of("Content-Type", mediaType),
                new Body(OptionalLong.of(bytes.length), out -> out.write(bytes)));
    }

    /**
     * A body whose length is not known, as an event stream; each flush goes out at once. Its thread
     * is interrupted when the server stops: the writer must then return.
     */
    public static Reply stream(int status, String mediaType, Writer writer) {
        return new Reply(
                status, Map.of("Content-Type", mediaType), new Body(OptionalLong.empty(), writer));
    }

    /** A body whose length is known but which is not held in memory. */
    public static Reply stream(int status, String mediaType, long length, Writer writer) {
        return new Reply(
                status,
                Map.of("Content-Type", mediaType),
                new Body(OptionalLong.of(length), writer));
    }

    /** 204. */
    public static Reply noContent() {
        return new Reply(204, Map.of(), new Body(OptionalLong.empty(), _ -> {}));
    }

    /**
     * The same, holding something that is closed once the body is written, or when it cannot be.
     */
    public Reply closing(Closeable held) {
        return new Reply(status, headers, new Body(body.length(), body.writer(), held));
    }

    public Reply with(String header, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Reply(status, more, body);
    }

    /**
     * Writes the body. What it throws is the answer while nothing has gone out (an {@code
     * IOException} that is not the client's is 503, a missing file 404) and breaks off after that.
     */
    public interface Writer {
        void write(OutputStream out) throws IOException;
    }

    /**
     * @param length in bytes, where it is known before
     * @param held closed after the body, written or not
     */
    public record Body(OptionalLong length, Writer writer, Closeable held) {
        public Body(OptionalLong length, Writer writer) {
            this(length, writer, () -> {});
        }
    }
}
