package dev.handwright.sdk.inside;

import dev.handwright.sdk.Secure;
import dev.handwright.sdk.ValidationException;
import dev.handwright.sdk.inside.Scalars.Misfit;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** JSON values to records, leniently, and records to JSON values. */
public final class Binding {
    private final List<String> problems = new ArrayList<>();

    private Binding() {}

    /**
     * Makes a record of a JSON value; unknown names are ignored.
     *
     * @throws ValidationException {@code ValidationError: path: message; …} with every problem
     */
    public static Object bind(@Nullable Object json, Class<?> record) {
        var binding = new Binding();
        var value = binding.value(json, record, "");
        if (!binding.problems.isEmpty() || value == null) {
            throw new ValidationException(
                    "ValidationError: " + String.join("; ", binding.problems));
        }
        return value;
    }

    /** The JSON value of a record, a map or anything inside; empty and null fields are dropped. */
    public static @Nullable Object toJson(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Optional<?> maybe -> toJson(maybe.orElse(null));
            case Record record -> fields(record);
            case Map<?, ?> map -> {
                var json = new LinkedHashMap<String, @Nullable Object>();
                map.forEach((key, item) -> put(json, String.valueOf(key), toJson(item)));
                yield json;
            }
            case Iterable<?> items -> {
                var json = new ArrayList<@Nullable Object>();
                items.forEach(item -> json.add(toJson(item)));
                yield json;
            }
            case Enum<?> one -> one.name();
            case Number number -> number;
            case Boolean truth -> truth;
            default -> value.toString();
        };
    }

    private static Map<String, @Nullable Object> fields(Record record) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        for (var component : record.getClass().getRecordComponents()) {
            try {
                component.getAccessor().setAccessible(true);
                put(json, component.getName(), toJson(component.getAccessor().invoke(record)));
            } catch (ReflectiveOperationException e) {
                throw new ValidationException(
                        "ValidationError: %s: cannot be read: %s"
                                .formatted(component.getName(), e.getCause()));
            }
        }
        return json;
    }

    private static void put(
            Map<String, @Nullable Object> json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    private @Nullable Object value(@Nullable Object json, Type type, String path) {
        if (type instanceof ParameterizedType generic) {
            return generic(json, generic, path);
        }
        var plain = (Class<?>) type;
        if (plain == Object.class) {
            return json;
        }
        if (json == null) {
            return problem(path, "Input should not be null");
        }
        if (plain == Secure.class && json instanceof String name) {
            return new Secure(name);
        }
        if (plain.isRecord()) {
            return json instanceof Map<?, ?> map
                    ? record(map, plain, path)
                    : problem(path, "Input should be an object");
        }
        if (plain.isEnum()) {
            return constant(json, plain, path);
        }
        try {
            return Scalars.read(json, plain);
        } catch (Misfit e) {
            return problem(path, String.valueOf(e.getMessage()));
        }
    }

    private @Nullable Object generic(@Nullable Object json, ParameterizedType type, String path) {
        var raw = (Class<?>) type.getRawType();
        var arguments = type.getActualTypeArguments();
        if (raw == Optional.class) {
            return json == null
                    ? Optional.empty()
                    : Optional.ofNullable(value(json, arguments[0], path));
        }
        if (raw == Map.class) {
            return json instanceof Map<?, ?> map
                    ? map(map, arguments[1], path)
                    : problem(path, "Input should be an object");
        }
        if (!(json instanceof List<?> items)) {
            return problem(path, "Input should be a valid list");
        }
        Collection<@Nullable Object> values =
                raw == Set.class ? new LinkedHashSet<>() : new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            values.add(value(items.get(i), arguments[0], join(path, String.valueOf(i))));
        }
        return raw == Set.class
                ? Collections.unmodifiableSet((Set<@Nullable Object>) values)
                : Collections.unmodifiableList((List<@Nullable Object>) values);
    }

    private Map<String, @Nullable Object> map(Map<?, ?> json, Type type, String path) {
        var values = new LinkedHashMap<String, @Nullable Object>();
        json.forEach((key, item) -> {
            var name = String.valueOf(key);
            values.put(name, value(item, type, join(path, name)));
        });
        return Collections.unmodifiableMap(values);
    }

    private @Nullable Object record(Map<?, ?> json, Class<?> type, String path) {
        var components = type.getRecordComponents();
        int before = problems.size();
        var values = new @Nullable Object[components.length];
        for (int i = 0; i < components.length; i++) {
            var name = components[i].getName();
            values[i] =
                    json.containsKey(name) || components[i].getType() == Optional.class
                            ? value(
                                    json.get(name),
                                    components[i].getGenericType(),
                                    join(path, name))
                            : problem(join(path, name), "Field required");
        }
        return problems.size() > before ? null : construct(type, components, values, path);
    }

    private @Nullable Object construct(
            Class<?> type, RecordComponent[] components, @Nullable Object[] values, String path) {
        try {
            Constructor<?> constructor =
                    type.getDeclaredConstructor(
                            Stream.of(components)
                                    .map(RecordComponent::getType)
                                    .toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            var cause = e.getCause() == null ? e : e.getCause();
            var message = cause.getMessage();
            return problem(path, message == null ? cause.getClass().getSimpleName() : message);
        } catch (ReflectiveOperationException e) {
            return problem(path, "cannot be made: " + e.getMessage());
        }
    }

    private @Nullable Object constant(Object json, Class<?> type, String path) {
        var names = new ArrayList<String>();
        for (var constant : type.getEnumConstants()) {
            var name = ((Enum<?>) constant).name();
            if (name.equals(json)) {
                return constant;
            }
            names.add(name);
        }
        return problem(path, "Input should be one of " + String.join(", ", names));
    }

    private @Nullable Object problem(String path, String message) {
        problems.add(path.isEmpty() ? message : path + ": " + message);
        return null;
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
