package dev.handwright.edge.rpc;

import dev.handwright.base.Json;
import dev.handwright.sandboxes.SandboxCalls.CallFailed;
import dev.handwright.tools.Action.Point;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The params of one call; every getter throws a ValueError that names the param and its form. */
record Params(String method, Map<String, @Nullable Object> fields) {
    private static final int LONGEST = 400_000;

    boolean has(String name) {
        return fields.get(name) != null;
    }

    String text(String name) throws CallFailed {
        if (fields.get(name) instanceof String text && text.length() <= LONGEST) {
            return text;
        }
        throw bad(name, "must be a text");
    }

    /** A text with something in it. */
    String words(String name) throws CallFailed {
        var text = text(name);
        if (text.isBlank()) {
            throw bad(name, "must say something");
        }
        return text;
    }

    /** A JSON Schema that is not empty, as JSON. */
    String schema(String name) throws CallFailed {
        if (fields.get(name) instanceof Map<?, ?> schema && !schema.isEmpty()) {
            return Json.write(schema);
        }
        throw bad(name, "must be a JSON Schema that is not empty");
    }

    List<String> texts(String name, int most) throws CallFailed {
        var texts = new ArrayList<String>();
        if (fields.get(name) instanceof List<?> list) {
            list.stream()
                    .filter(String.class::isInstance)
                    .limit(most + 1L)
                    .forEach(it -> texts.add((String) it));
            if (texts.size() == list.size() && !texts.isEmpty() && texts.size() <= most) {
                return texts;
            }
        }
        throw bad(name, "must be a list of 1 to %d texts".formatted(most));
    }

    /** A whole number that fits an int; {@code 3.0} is one. */
    int whole(String name) throws CallFailed {
        if (fields.get(name) instanceof Number number
                && number.doubleValue() == number.intValue()) {
            return number.intValue();
        }
        throw bad(name, "must be a whole number");
    }

    Point point() throws CallFailed {
        return new Point(whole("x"), whole("y"));
    }

    Duration seconds(String name, int most) throws CallFailed {
        if (fields.get(name) instanceof Number number
                && number.doubleValue() >= 0
                && number.doubleValue() <= most) {
            return Duration.ofNanos((long) (number.doubleValue() * 1e9));
        }
        throw bad(name, "must be 0 to %d seconds".formatted(most));
    }

    <E extends Enum<E>> E oneOf(String name, Class<E> type) throws CallFailed {
        for (var constant : type.getEnumConstants()) {
            if (word(constant).equals(fields.get(name))) {
                return constant;
            }
        }
        var all =
                Stream.of(type.getEnumConstants())
                        .map(Params::word)
                        .collect(Collectors.joining(", "));
        throw bad(name, "must be one of " + all);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private CallFailed bad(String name, String form) {
        var given = String.valueOf(fields.get(name));
        var shown = given.length() > 60 ? given.substring(0, 60) + "…" : given;
        return new CallFailed(
                "ValueError",
                fields.containsKey(name)
                        ? "%s: %s %s, not %s".formatted(method, name, form, shown)
                        : "%s: %s is missing; it %s".formatted(method, name, form));
    }
}
