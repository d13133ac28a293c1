package dev.handwright.tools;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builds JSON Schema for models, in the order of the text. */
final class Schema {
    private Schema() {}

    /** */
    static Map<String, Object> object(List<String> required, Map<String, Object> properties) {
        return ordered("type", "object", "properties", properties, "required", required);
    }

    static Map<String, Object> oneOf(List<String> words, String description) {
        return ordered("type", "string", "enum", words, "description", description);
    }

    static Map<String, Object> text(String description) {
        return ordered("type", "string", "description", description);
    }

    static Map<String, Object> whole(int min, int max, String description) {
        return ordered(
                "type", "integer", "minimum", min, "maximum", max, "description", description);
    }

    static Map<String, Object> number(int min, int max, String description) {
        return ordered(
                "type", "number", "minimum", min, "maximum", max, "description", description);
    }

    static Map<String, Object> wholes(int count, String description) {
        return ordered(
                "type",
                "array",
                "items",
                Map.of("type", "integer", "minimum", 0),
                "minItems",
                count,
                "maxItems",
                count,
                "description",
                description);
    }

    static Map<String, Object> list(Map<String, Object> items, int max, String description) {
        return ordered(
                "type",
                "array",
                "items",
                items,
                "minItems",
                1,
                "maxItems",
                max,
                "description",
                description);
    }

    /** Keys and values in turn. */
    static Map<String, Object> ordered(Object... keysAndValues) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
