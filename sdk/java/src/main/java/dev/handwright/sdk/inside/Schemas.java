package dev.handwright.sdk.inside;

import dev.handwright.sdk.Secure;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** JSON Schemas of records, in the form that pydantic gives them. */
public final class Schemas {
    private final Map<String, Object> definitions = new LinkedHashMap<>();
    private final Class<?> root;

    private Schemas(Class<?> root) {
        this.root = root;
    }

    /**
     * The schema of a record.
     *
     * @throws NoSchema naming a component whose type cannot be JSON
     */
    public static Map<String, Object> of(Class<?> type) {
        var schemas = new Schemas(type);
        var schema = new LinkedHashMap<>(schemas.object(type));
        if (!schemas.definitions.isEmpty()) {
            schema.put("$defs", schemas.definitions);
        }
        return schema;
    }

    private Map<String, Object> object(Class<?> type) {
        var properties = new LinkedHashMap<String, Object>();
        var required = new ArrayList<String>();
        for (var component : type.getRecordComponents()) {
            properties.put(component.getName(), schema(component.getGenericType(), component));
            if (component.getType() != Optional.class) {
                required.add(component.getName());
            }
        }
        var schema = new LinkedHashMap<String, Object>();
        schema.put("title", type.getSimpleName());
        schema.put("type", "object");
        schema.put("properties", properties);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        return schema;
    }

    private Map<String, Object> schema(Type type, RecordComponent component) {
        return switch (type) {
            case Class<?> plain -> plain(plain, component);
            case ParameterizedType generic -> generic(generic, component);
            default -> throw new NoSchema(component, type);
        };
    }

    private Map<String, Object> plain(Class<?> type, RecordComponent component) {
        var scalar = Scalars.schema(type);
        if (scalar.isPresent()) {
            return scalar.get();
        }
        if (type == Object.class) {
            return Map.of();
        }
        if (type == Secure.class) {
            return Map.of("type", "string", "writeOnly", true);
        }
        if (type.isEnum()) {
            var names = Stream.of(type.getEnumConstants()).map(it -> ((Enum<?>) it).name());
            return Map.of("type", "string", "enum", names.toList());
        }
        if (type.isRecord()) {
            return reference(type);
        }
        throw new NoSchema(component, type);
    }

    private Map<String, Object> reference(Class<?> type) {
        if (type == root) {
            return Map.of("$ref", "#");
        }
        var name = type.getSimpleName();
        if (!definitions.containsKey(name)) {
            definitions.put(name, Map.of());
            definitions.put(name, object(type));
        }
        return Map.of("$ref", "#/$defs/" + name);
    }

    private Map<String, Object> generic(ParameterizedType type, RecordComponent component) {
        var raw = (Class<?>) type.getRawType();
        var arguments = type.getActualTypeArguments();
        if (raw == Optional.class) {
            var some = schema(arguments[0], component);
            return Map.of("anyOf", List.of(some, Map.of("type", "null")));
        }
        if (raw == List.class || raw == Collection.class) {
            return Map.of("type", "array", "items", schema(arguments[0], component));
        }
        if (raw == Set.class) {
            return Map.of(
                    "type", "array", "items", schema(arguments[0], component), "uniqueItems", true);
        }
        if (raw == Map.class && arguments[0] == String.class) {
            return Map.of(
                    "type", "object", "additionalProperties", schema(arguments[1], component));
        }
        throw new NoSchema(component, type);
    }

    /** A type that has no JSON form; the message names the component. */
    public static final class NoSchema extends RuntimeException {
        NoSchema(RecordComponent component, Type type) {
            super(
                    "%s of %s is a %s, which has no JSON form; use records, String, numbers, boolean,"
                                    .formatted(
                                            component.getName(),
                                            component.getDeclaringRecord().getSimpleName(),
                                            type.getTypeName())
                            + " enums, dates, Optional, List, Set or Map<String, …>");
        }
    }
}
