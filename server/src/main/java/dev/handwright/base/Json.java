package dev.handwright.base;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.json.UTF8JsonGenerator;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JacksonSerializable;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.util.RawValue;

/**
 * JSON in and out, one way for the whole program: unknown fields are ignored, trailing tokens and
 * duplicate keys refused, map order kept.
 */
public final class Json {
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .enable(tools.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();

    private Json() {}

    /** The shared mapper, for the edges and adapters that read trees; immutable. */
    public static JsonMapper mapper() {
        return MAPPER;
    }

    /** Compact text of maps, lists, records, strings, numbers and booleans. */
    public static String write(@Nullable Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /** The same as UTF-8 bytes. */
    public static byte[] writeBytes(@Nullable Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    /** A string of these bytes in Base64, which is not searched for what JSON must escape. */
    public static Object base64(byte[] bytes) {
        return new Base64Text(bytes);
    }

    /** JSON text that is written as it is, in the place of a value. */
    public static Object raw(String json) {
        return new RawValue(json);
    }

    /**
     * Any JSON value as maps, lists, strings, numbers, booleans or null.
     *
     * @throws BadJson where the text is no JSON, with line and column
     */
    public static @Nullable Object read(String text) {
        return read(text, Object.class);
    }

    /**
     * A JSON object; keys in the order of the text.
     *
     * @throws BadJson where the text is no JSON or no object
     */
    public static Map<String, @Nullable Object> readObject(String text) {
        if (read(text) instanceof Map<?, ?> map) {
            var object = new LinkedHashMap<String, @Nullable Object>();
            map.forEach((key, value) -> object.put(String.valueOf(key), value));
            return object;
        }
        throw new BadJson("a JSON object is needed here");
    }

    /**
     * A value of a record or class.
     *
     * @throws BadJson where the text is no JSON or does not fit the type
     */
    public static <T> T read(String text, Class<T> type) {
        try (var parser = MAPPER.createParser(text)) {
            try {
                return MAPPER.readValue(parser, type);
            } catch (JacksonException e) {
                throw new BadJson(sentence(e) + where(e, parser));
            }
        }
    }

    /** Without the reader's advice on how to change its settings. */
    private static String sentence(JacksonException e) {
        var sentence = e.getOriginalMessage();
        int number = sentence.indexOf("Non-standard token ");
        return number < 0
                ? sentence
                : sentence.replaceFirst(
                        "Non-standard token ('[^']*').*", "$1 is no number in JSON");
    }

    /** As {@code at /action/params/coordinate/0, line 1, column 60}. */
    private static String where(JacksonException e, JsonParser parser) {
        var at = e.getLocation();
        if (at == null) {
            return "";
        }
        var path = String.valueOf(parser.streamReadContext().pathAsPointer());
        return " at %sline %d, column %d"
                .formatted(
                        path.isEmpty() || path.length() > 200 ? "" : path + ", ",
                        at.getLineNr(),
                        at.getColumnNr());
    }

    private static final class Base64Text extends JacksonSerializable.Base {
        private final byte[] bytes;

        Base64Text(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public void serialize(JsonGenerator out, SerializationContext context) {
            var text = Base64.getEncoder().encode(bytes);
            if (out instanceof UTF8JsonGenerator) {
                out.writeRawUTF8String(text, 0, text.length);
            } else {
                out.writeString(new String(text, StandardCharsets.ISO_8859_1));
            }
        }

        @Override
        public void serializeWithType(
                JsonGenerator out, SerializationContext context, TypeSerializer type) {
            serialize(out, context);
        }
    }

    /** Text that is not the JSON it should be; the message says where and is safe to show. */
    public static final class BadJson extends RuntimeException {
        public BadJson(String message) {
            super(message);
        }
    }
}
