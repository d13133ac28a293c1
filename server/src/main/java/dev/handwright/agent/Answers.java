package dev.handwright.agent;

import dev.handwright.base.Json;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads what models write. */
final class Answers {
    private static final int SHOWN = 300;
    private static final Pattern FENCED =
            Pattern.compile("```(?:json)?\\s*(.*?)```", Pattern.DOTALL);

    private Answers() {}

    /** The JSON in a text that may hold words or a code fence around it, as text. */
    static Optional<String> json(String text) {
        var fenced = FENCED.matcher(text);
        if (fenced.find() && isJson(fenced.group(1).strip())) {
            return Optional.of(fenced.group(1).strip());
        }
        var whole = text.strip();
        if (isJson(whole)) {
            return Optional.of(whole);
        }
        int object = whole.indexOf('{');
        int list = whole.indexOf('[');
        boolean isList = list >= 0 && (object < 0 || list < object);
        return isList ? between(whole, '[', ']') : between(whole, '{', '}');
    }

    /** For errors. */
    static String brief(String text) {
        var line = text.strip().replaceAll("\\s+", " ");
        if (line.isEmpty()) {
            return "(it wrote nothing)";
        }
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
    }

    private static Optional<String> between(String text, char open, char close) {
        int from = text.indexOf(open);
        int to = text.lastIndexOf(close);
        if (from < 0 || to <= from) {
            return Optional.empty();
        }
        var part = text.substring(from, to + 1);
        return isJson(part) ? Optional.of(part) : Optional.empty();
    }

    private static boolean isJson(String text) {
        try {
            var _ = Json.read(text);
            return !text.isEmpty();
        } catch (Json.BadJson e) {
            return false;
        }
    }
}
