package dev.handwright.edge.http;

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

    static String requiredText(Map<String, @Nullable Object> body, String name) {
        return text(body, name)
                .filter(it -> !it.isBlank())
                .orElseThrow(() -> Problem.badRequest("Missing required field: " + name));
    }
}
