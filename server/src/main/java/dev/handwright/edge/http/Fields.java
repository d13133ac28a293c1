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

    static String requiredText(Map<String, @Nullable Object> body, String name) {
        return text(body, name)
                .filter(it -> !it.isBlank())
                .orElseThrow(() -> Problem.badRequest("Missing required field: " + name));
    }
}
