package dev.handwright.edge.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads single fields of a JSON body; a null counts as left out, the wrong kind is a 400. */
final class Fields {
    private Fields() {}

    static Optional<String> text(Map<String, @Nullable Object> body, String name) {
        return switch (body.get(name)) {
            case null -> Optional.empty();
            case String text -> Optional.of(text);
            default -> throw Problem.badRequest("The field '%s' must be a string.".formatted(name));
        };
    }

    /** A whole number within bounds, both included; the usual one where it was left out. */
    static int whole(
            Map<String, @Nullable Object> body, String name, int least, int most, int usual) {
        return switch (body.get(name)) {
            case null -> usual;
            case Integer number when number >= least && number <= most -> number;
            default ->
                    throw Problem.badRequest(
                            "The field '%s' must be a whole number from %d to %d."
                                    .formatted(name, least, most));
        };
    }

    /**
     * The same body, where it can all be written as UTF-8; half a surrogate pair in it is a 400.
     */
    static Map<String, @Nullable Object> wellFormed(Map<String, @Nullable Object> body) {
        var half = half(body);
        if (half.isPresent()) {
            throw Problem.badRequest(
                    "The field '%s' holds half of a surrogate pair, which is no character; leave that out."
                            .formatted(half.get().substring(1)));
        }
        return body;
    }

    /** Where the first is, as {@code .a[1]}. In names of fields the parser lets none through. */
    private static Optional<String> half(@Nullable Object value) {
        return switch (value) {
            case String text -> isHalf(text) ? Optional.of("") : Optional.empty();
            case Map<?, ?> map -> {
                for (var it : map.entrySet()) {
                    var half = half(it.getValue());
                    if (half.isPresent()) {
                        yield half.map(at -> "." + it.getKey() + at);
                    }
                }
                yield Optional.empty();
            }
            case List<?> list -> {
                for (int i = 0; i < list.size(); i++) {
                    var half = half(list.get(i));
                    if (half.isPresent()) {
                        yield Optional.of("[" + i + "]" + half.get());
                    }
                }
                yield Optional.empty();
            }
            case null, default -> Optional.empty();
        };
    }

    private static boolean isHalf(String text) {
        return text.codePoints().anyMatch(it -> Character.getType(it) == Character.SURROGATE);
    }

    static String requiredText(Map<String, @Nullable Object> body, String name) {
        return text(body, name)
                .filter(it -> !it.isBlank())
                .orElseThrow(() -> Problem.badRequest("Missing required field: " + name));
    }
}
