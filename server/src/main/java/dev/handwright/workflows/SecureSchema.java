package dev.handwright.workflows;

import dev.handwright.base.BoundedRegex;
import dev.handwright.base.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Checks secure params at the door, where they are seen for the last time before they are typed.
 * Its sentences name fields and never a value. Immutable, for many threads.
 */
public final class SecureSchema {
    /** Longer than any password, and short enough to be typed. */
    static final int LONGEST = 10_000;

    private final Map<?, ?> properties;
    private final List<?> required;

    private SecureSchema(Map<?, ?> properties, List<?> required) {
        this.properties = properties;
        this.required = required;
    }

    /**
     * @param schemaJson the JSON Schema of the workflow's SecureParams: an object of strings
     * @throws Json.BadJson where the text is no JSON object
     */
    public static SecureSchema read(String schemaJson) {
        var schema = Json.readObject(schemaJson);
        return new SecureSchema(
                schema.get("properties") instanceof Map<?, ?> map ? map : Map.of(),
                schema.get("required") instanceof List<?> list ? list : List.of());
    }

    /** A sentence each; empty where they are good. */
    public List<String> problems(Map<String, @Nullable Object> values) {
        var problems = new ArrayList<String>();
        var missing = new TreeSet<String>();
        for (var name : required) {
            if (values.get(String.valueOf(name)) == null) {
                missing.add(String.valueOf(name));
            }
        }
        if (!missing.isEmpty()) {
            problems.add("Missing required secure parameter: " + String.join(", ", missing));
        }
        values.forEach((name, value) -> {
            if (value == null) {
                return; // As if it were left out.
            }
            if (!properties.containsKey(name)) {
                problems.add("secure_workflow_params.%s: there is no such field".formatted(name));
            } else if (!(value instanceof String text)) {
                problems.add("secure_workflow_params.%s: it must be a string".formatted(name));
            } else {
                problem(properties.get(name), text)
                        .ifPresent(
                                it -> problems.add("secure_workflow_params." + name + ": " + it));
            }
        });
        return List.copyOf(problems);
    }

    private static Optional<String> problem(@Nullable Object property, String text) {
        int length = text.codePointCount(0, text.length());
        if (length > LONGEST) {
            return Optional.of("it must have at most %d characters".formatted(LONGEST));
        }
        if (text.chars().anyMatch(it -> Character.isISOControl(it) && it != '\n' && it != '\t')) {
            return Optional.of("it holds a control character, which cannot be typed");
        }
        var schema = ofStrings(property);
        if (schema.get("minLength") instanceof Number least && length < least.longValue()) {
            return Optional.of("it must have at least %s characters".formatted(least));
        }
        if (schema.get("maxLength") instanceof Number most && length > most.longValue()) {
            return Optional.of("it must have at most %s characters".formatted(most));
        }
        return schema.get("pattern") instanceof String pattern
                ? misfit(pattern, text)
                : Optional.empty();
    }

    /** Of an optional field's alternatives the one for strings. */
    private static Map<?, ?> ofStrings(@Nullable Object property) {
        if (!(property instanceof Map<?, ?> schema)) {
            return Map.of();
        }
        if (schema.get("anyOf") instanceof List<?> branches) {
            for (var branch : branches) {
                if (branch instanceof Map<?, ?> map && "string".equals(map.get("type"))) {
                    return map;
                }
            }
        }
        return schema;
    }

    /** A pattern that Java does not know is left to nobody: the value is taken. */
    private static Optional<String> misfit(String pattern, String text) {
        try {
            return BoundedRegex.find(Pattern.compile(pattern), text)
                    ? Optional.empty()
                    : Optional.of("it does not fit the pattern of its field");
        } catch (PatternSyntaxException e) {
            return Optional.empty();
        } catch (BoundedRegex.TooLong e) {
            return Optional.of("the pattern of its field takes too long on this value");
        }
    }
}
