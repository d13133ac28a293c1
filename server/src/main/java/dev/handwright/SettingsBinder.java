package dev.handwright;

import dev.handwright.Settings.Written;
import dev.handwright.adapter.sql.PostgresUrl;
import dev.handwright.base.ByteSize;
import dev.handwright.base.Durations;
import dev.handwright.base.Within;
import dev.handwright.secrets.Secret;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes records of settings from their written values; collects every mistake. */
final class SettingsBinder {
    private final Map<String, Written> values;
    private final List<String> problems;

    SettingsBinder(Map<String, Written> values, List<String> problems) {
        this.values = values;
        this.problems = problems;
    }

    <T extends Record> Optional<T> bind(Class<T> type) {
        return Optional.ofNullable(record(type, "")).map(type::cast);
    }

    private @Nullable Object record(Class<?> type, String prefix) {
        var components = type.getRecordComponents();
        var arguments = new @Nullable Object[components.length];
        boolean whole = true;
        for (int i = 0; i < components.length; i++) {
            var key = prefix + snake(components[i].getName());
            arguments[i] =
                    components[i].getType().isRecord() && components[i].getType() != ByteSize.class
                            ? record(components[i].getType(), key + ".")
                            : component(components[i], key);
            whole &= arguments[i] != null;
        }
        return whole ? construct(type, components, arguments, prefix) : null;
    }

    private @Nullable Object construct(
            Class<?> type, RecordComponent[] components, @Nullable Object[] arguments, String at) {
        try {
            var types =
                    Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            problems.add(at + " " + Objects.requireNonNull(e.getCause()).getMessage());
            return null;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record of settings has no constructor", e);
        }
    }

    private @Nullable Object component(RecordComponent component, String key) {
        var written = values.get(key);
        if (written == null) {
            throw new IllegalStateException(key + " is missing in defaults.yaml");
        }
        try {
            var value = value(key, component.getGenericType(), written.value());
            var within = component.getAnnotation(Within.class);
            if (within != null) {
                checkBounds(component.getType(), value, within);
            }
            return value;
        } catch (IllegalArgumentException e) {
            problems.add("%s (%s): %s".formatted(key, written.where(), e.getMessage()));
            return null;
        }
    }

    private Object value(String key, Type type, @Nullable Object raw) {
        if (type instanceof ParameterizedType generic) {
            var inner = generic.getActualTypeArguments()[0];
            if (inner instanceof Class<?> plain && plain.isRecord()) {
                return table(key, plain, raw);
            }
            return generic.getRawType() == Optional.class
                    ? optional(key, inner, raw)
                    : list(key, inner, raw);
        }
        if (raw == null || raw instanceof List<?>) {
            throw new IllegalArgumentException("one value is needed");
        }
        var text = raw.toString().strip();
        if (!(type instanceof Class<?> plain)) {
            throw new IllegalStateException("no way to read a setting of " + type);
        }
        return plain.isEnum() ? constant(plain, text) : scalar(plain, text);
    }

    /** A list of records; only a file can hold one. */
    private List<Object> table(String key, Class<?> type, @Nullable Object raw) {
        if (raw == null || raw.toString().isBlank()) {
            return List.of();
        }
        if (!(raw instanceof List<?> rows)) {
            throw new IllegalArgumentException("a list is needed, written in a settings file");
        }
        var table = new ArrayList<Object>();
        for (int i = 0; i < rows.size(); i++) {
            row("%s[%d].".formatted(key, i), type, rows.get(i)).ifPresent(table::add);
        }
        return table;
    }

    private Optional<Object> row(String prefix, Class<?> type, @Nullable Object raw) {
        if (!(raw instanceof Map<?, ?> fields)) {
            throw new IllegalArgumentException("each row is written as {name: …, …}");
        }
        var names = Stream.of(type.getRecordComponents()).map(it -> snake(it.getName())).toList();
        fields.keySet().stream()
                .filter(it -> !names.contains(it))
                .forEach(it ->
                        problems.add(
                                "%s%s: there is no such field; there are %s"
                                        .formatted(prefix, it, String.join(", ", names))));
        var written = new LinkedHashMap<String, Written>();
        names.forEach(it -> written.put(prefix + it, new Written(fields.get(it), "the table")));
        return Optional.ofNullable(new SettingsBinder(written, problems).record(type, prefix));
    }

    private Optional<Object> optional(String key, Type inner, @Nullable Object raw) {
        return raw == null || raw.toString().isBlank()
                ? Optional.empty()
                : Optional.of(value(key, inner, raw));
    }

    private List<Object> list(String key, Type inner, @Nullable Object raw) {
        if (raw instanceof List<?> items) {
            return items.stream().map(item -> value(key, inner, item)).toList();
        }
        return Arrays.stream((raw == null ? "" : raw.toString()).split(","))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .map(item -> value(key, inner, item))
                .toList();
    }

    private static Object scalar(Class<?> type, String text) {
        if (type == String.class) {
            return text;
        } else if (type == int.class || type == Integer.class) {
            return number(text, Integer.MIN_VALUE, Integer.MAX_VALUE).intValue();
        } else if (type == long.class || type == Long.class) {
            return number(text, Long.MIN_VALUE, Long.MAX_VALUE);
        } else if (type == BigDecimal.class) {
            return decimal(text);
        } else if (type == Secret.class) {
            return new Secret(text);
        } else if (type == boolean.class) {
            return truth(text);
        } else if (type == Duration.class) {
            return Durations.parse(text);
        } else if (type == ByteSize.class) {
            return ByteSize.parse(text);
        } else if (type == Path.class) {
            return Path.of(text);
        } else if (type == URI.class) {
            return URI.create(text);
        } else if (type == PostgresUrl.class) {
            return PostgresUrl.parse(text);
        }
        throw new IllegalStateException("no way to read a setting of " + type);
    }

    private static Long number(String text, long min, long max) {
        try {
            long number = Long.parseLong(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, in our words.
        }
        throw new IllegalArgumentException("'%s' is no whole number".formatted(text));
    }

    private static BigDecimal decimal(String text) {
        try {
            var number = new BigDecimal(text);
            if (number.signum() >= 0 && number.scale() <= 6) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, in our words.
        }
        throw new IllegalArgumentException(
                "'%s' is no amount; write it as in 2.50".formatted(text));
    }

    private static boolean truth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default ->
                    throw new IllegalArgumentException(
                            "'%s' is neither true nor false".formatted(text));
        };
    }

    private static Object constant(Class<?> type, String text) {
        return Stream.of(type.getEnumConstants())
                .filter(it -> it.toString().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "'%s' is none of %s"
                                        .formatted(
                                                text,
                                                Arrays.toString(type.getEnumConstants())
                                                        .toLowerCase(Locale.ROOT))));
    }

    @SuppressWarnings("unchecked") // Both bounds are read as the type of the value itself.
    private static void checkBounds(Class<?> type, Object value, Within within) {
        var it = value instanceof ByteSize size ? (Object) size.bytes() : value;
        var min = bound(type, within.min());
        var max = bound(type, within.max());
        if (((Comparable<Object>) it).compareTo(min) < 0
                || ((Comparable<Object>) it).compareTo(max) > 0) {
            throw new IllegalArgumentException(
                    "it must be %s to %s".formatted(within.min(), within.max()));
        }
    }

    private static Object bound(Class<?> type, String text) {
        var bound = scalar(type, text);
        return bound instanceof ByteSize size ? size.bytes() : bound;
    }

    static String snake(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
