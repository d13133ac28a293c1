package dev.handwright.sdk.inside;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Types that are one JSON string, number or boolean. */
final class Scalars {
    private static final Map<Class<?>, Class<?>> BOXED =
            Map.of(
                    int.class, Integer.class,
                    long.class, Long.class,
                    short.class, Short.class,
                    byte.class, Byte.class,
                    double.class, Double.class,
                    float.class, Float.class,
                    boolean.class, Boolean.class);

    private static final Map<Class<?>, Text> TEXTS =
            Map.of(
                    String.class, new Text("string", "", it -> it),
                    CharSequence.class, new Text("string", "", it -> it),
                    LocalDate.class, new Text("date", "date", LocalDate::parse),
                    LocalDateTime.class, new Text("date and time", "", LocalDateTime::parse),
                    LocalTime.class, new Text("time", "", LocalTime::parse),
                    OffsetDateTime.class,
                            new Text("date and time", "date-time", OffsetDateTime::parse),
                    Instant.class, new Text("date and time", "date-time", Instant::parse),
                    Duration.class, new Text("duration", "duration", Duration::parse),
                    UUID.class, new Text("UUID", "uuid", UUID::fromString),
                    URI.class, new Text("URI", "uri", URI::create));

    /**
     * @param name for messages
     * @param format of JSON Schema, or empty
     */
    private record Text(String name, String format, Function<String, Object> parse) {}

    private Scalars() {}

    /** The schema of a type, where it is one of these. */
    static Optional<Map<String, Object>> schema(Class<?> plain) {
        var type = BOXED.getOrDefault(plain, plain);
        var text = TEXTS.get(type);
        if (text != null) {
            return Optional.of(
                    text.format.isEmpty()
                            ? Map.of("type", "string")
                            : Map.of("type", "string", "format", text.format));
        }
        if (type == Boolean.class) {
            return Optional.of(Map.of("type", "boolean"));
        }
        if (isWhole(type)) {
            return Optional.of(Map.of("type", "integer"));
        }
        if (type == Double.class || type == Float.class || type == BigDecimal.class) {
            return Optional.of(Map.of("type", "number"));
        }
        return Optional.empty();
    }

    /**
     * The value, read leniently: {@code "5"} is a number, {@code "true"} a boolean.
     *
     * @throws Misfit with what it should be
     */
    static Object read(Object json, Class<?> plain) throws Misfit {
        var type = BOXED.getOrDefault(plain, plain);
        var text = TEXTS.get(type);
        if (text != null) {
            return text(json, text);
        }
        if (type == Boolean.class) {
            return truth(json);
        }
        return isWhole(type) ? whole(json, type) : fraction(json, type);
    }

    private static boolean isWhole(Class<?> type) {
        return type == Integer.class
                || type == Long.class
                || type == Short.class
                || type == Byte.class
                || type == BigInteger.class;
    }

    private static Object text(Object json, Text text) throws Misfit {
        var kind = "Input should be a valid " + text.name;
        if (!(json instanceof String string)) {
            throw new Misfit(kind);
        }
        try {
            return text.parse.apply(string);
        } catch (RuntimeException e) {
            throw new Misfit(kind);
        }
    }

    private static Object truth(Object json) throws Misfit {
        return switch (json.toString().toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes", "on", "y", "t" -> true;
            case "false", "0", "no", "off", "n", "f" -> false;
            default -> throw new Misfit("Input should be a valid boolean");
        };
    }

    private static Object whole(Object json, Class<?> type) throws Misfit {
        BigInteger number;
        try {
            number = decimal(json).toBigIntegerExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw new Misfit("Input should be a valid integer");
        }
        try {
            if (type == Integer.class) {
                return number.intValueExact();
            }
            if (type == Long.class) {
                return number.longValueExact();
            }
            if (type == Short.class) {
                return number.shortValueExact();
            }
            return type == Byte.class ? (Object) number.byteValueExact() : number;
        } catch (ArithmeticException e) {
            throw new Misfit("Input is too large for " + type.getSimpleName());
        }
    }

    private static Object fraction(Object json, Class<?> type) throws Misfit {
        try {
            var number = decimal(json);
            if (type == BigDecimal.class) {
                return number;
            }
            return type == Float.class ? (Object) number.floatValue() : number.doubleValue();
        } catch (NumberFormatException e) {
            throw new Misfit("Input should be a valid number");
        }
    }

    private static BigDecimal decimal(Object json) {
        if (json instanceof Boolean || json.toString().length() > 400) {
            throw new NumberFormatException();
        }
        return new BigDecimal(json.toString().strip());
    }

    /** The value does not fit; the message is for the customer. */
    static final class Misfit extends Exception {
        Misfit(String message) {
            super(message);
        }
    }
}
