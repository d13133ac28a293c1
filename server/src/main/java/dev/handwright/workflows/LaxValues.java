package dev.handwright.workflows;

import dev.handwright.base.Json;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What pydantic's lax mode surely does not take for a scalar; each answer is a problem, or null.
 *
 * @see <a href="https://docs.pydantic.dev/latest/concepts/conversion_table/">conversion table</a>
 */
final class LaxValues {
    /** What a bool is read from, in any case. */
    private static final Set<String> BOOLEANS =
            Set.of("0", "off", "f", "false", "n", "no", "1", "on", "t", "true", "y", "yes");

    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(\\d[\\d_]*\\.?[\\d_]*|\\.\\d[\\d_]*)([eE][+-]?\\d{1,6})?");

    private static final Pattern NOT_FINITE =
            Pattern.compile("[+-]?(nan|inf|infinity)", Pattern.CASE_INSENSITIVE);

    private static final int SHOWN = 60;

    private LaxValues() {}

    static @Nullable String stringProblem(Map<?, ?> schema, @Nullable Object value) {
        if (value instanceof String text) {
            // A model may strip before it measures: too short raw is sure, too long only stripped.
            long raw = text.codePointCount(0, text.length());
            var stripped = text.strip();
            long least = stripped.codePointCount(0, stripped.length());
            if (schema.get("minLength") instanceof Number min && raw < min.longValue()) {
                return "%s is too short; at least %s characters".formatted(show(value), min);
            }
            if (schema.get("maxLength") instanceof Number max && least > max.longValue()) {
                return "%s is too long; at most %s characters".formatted(show(value), max);
            }
            return null;
        }
        // Dates and durations are strings with a format, but are read from numbers too.
        boolean formatted = schema.containsKey("format") && value instanceof Number;
        return formatted ? null : show(value) + " is not a string";
    }

    /**
     * @param type integer or number
     */
    static @Nullable String numberProblem(Map<?, ?> schema, String type, @Nullable Object value) {
        if (value instanceof Boolean) {
            return null; // true is 1.
        }
        boolean whole = type.equals("integer");
        var kind = whole ? " is not an integer" : " is not a number";
        BigDecimal number;
        if (value instanceof Number given) {
            number = decimal(given.toString());
        } else if (value instanceof String text) {
            var stripped = text.strip();
            if (!whole && NOT_FINITE.matcher(stripped).matches()) {
                return null;
            }
            if (stripped.length() > 4300 || !NUMBER.matcher(stripped).matches()) {
                return show(value) + kind;
            }
            number = decimal(stripped.replace("_", ""));
        } else {
            return show(value) + kind;
        }
        if (number == null) {
            return null;
        }
        if (whole && number.stripTrailingZeros().scale() > 0) {
            return show(value) + kind;
        }
        return boundProblem(schema, number, value);
    }

    static @Nullable String booleanProblem(@Nullable Object value) {
        boolean readable =
                switch (value) {
                    case Boolean _ -> true;
                    case Number number -> number.doubleValue() == 0 || number.doubleValue() == 1;
                    case String text -> BOOLEANS.contains(text.strip().toLowerCase(Locale.ROOT));
                    case null, default -> false;
                };
        return readable ? null : show(value) + " is not true or false";
    }

    static @Nullable String nullProblem(@Nullable Object value) {
        return value == null ? null : show(value) + " is not null";
    }

    /** A value as JSON, cut where it is long. */
    static String show(@Nullable Object value) {
        if (value instanceof Map<?, ?>) {
            return "an object";
        }
        if (value instanceof List<?>) {
            return "a list";
        }
        var text = Json.write(value);
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    private static @Nullable String boundProblem(
            Map<?, ?> schema, BigDecimal number, @Nullable Object value) {
        var min = bound(schema, "minimum");
        if (min != null && number.compareTo(min) < 0) {
            return "%s is too small; at least %s".formatted(show(value), min);
        }
        var above = bound(schema, "exclusiveMinimum");
        if (above != null && number.compareTo(above) <= 0) {
            return "%s is too small; more than %s".formatted(show(value), above);
        }
        var max = bound(schema, "maximum");
        if (max != null && number.compareTo(max) > 0) {
            return "%s is too large; at most %s".formatted(show(value), max);
        }
        var below = bound(schema, "exclusiveMaximum");
        if (below != null && number.compareTo(below) >= 0) {
            return "%s is too large; less than %s".formatted(show(value), below);
        }
        return null;
    }

    private static @Nullable BigDecimal bound(Map<?, ?> schema, String name) {
        return schema.get(name) instanceof Number number ? decimal(number.toString()) : null;
    }

    private static @Nullable BigDecimal decimal(String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            return null; // NaN, infinities, exponents beyond what it holds: left to the model.
        }
    }
}
