package dev.handwright.workflows;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One look at one value; see {@link ParamsSchema} for what it refuses. For one thread. */
final class SchemaLook {
    /** References and levels followed before the value is left to the model. */
    private static final int DEPTH_LIMIT = 64;

    /** Schemas and choices looked at before the value is left to the model. */
    private static final int STEP_LIMIT = 100_000;

    private final Map<String, @Nullable Object> root;
    private final AtomicInteger steps;
    private final List<String> missing = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private int depth;

    SchemaLook(Map<String, @Nullable Object> root) {
        this(root, new AtomicInteger());
    }

    private SchemaLook(Map<String, @Nullable Object> root, AtomicInteger steps) {
        this.root = root;
        this.steps = steps;
    }

    /** Paths of required values that are not there. */
    List<String> missing() {
        return missing;
    }

    /** Everything else. */
    List<String> problems() {
        return problems;
    }

    void check(Map<?, ?> schema, @Nullable Object value, String path) {
        if (depth >= DEPTH_LIMIT || steps.incrementAndGet() > STEP_LIMIT) {
            return;
        }
        depth++;
        if (schema.get("$ref") instanceof String ref && resolve(ref) instanceof Map<?, ?> target) {
            check(target, value, path);
        }
        for (var part : list(schema.get("allOf"))) {
            if (part instanceof Map<?, ?> all) {
                check(all, value, path);
            }
        }
        checkBranches(schema.get("anyOf"), value, path);
        checkBranches(schema.get("oneOf"), value, path);
        checkChoices(schema, value, path);
        checkType(schema, value, path);
        depth--;
    }

    private void checkBranches(@Nullable Object branches, @Nullable Object value, String path) {
        SchemaLook only = null;
        int refusing = 0;
        var list = list(branches);
        for (var branch : list) {
            if (!(branch instanceof Map<?, ?> map)) {
                return;
            }
            var look = new SchemaLook(root, steps);
            look.depth = depth;
            look.check(map, value, path);
            if (look.missing.isEmpty() && look.problems.isEmpty()) {
                return;
            }
            if (!"null".equals(map.get("type"))) {
                only = look;
                refusing++;
            }
        }
        if (refusing == 1 && only != null) {
            missing.addAll(only.missing);
            problems.addAll(only.problems);
        } else if (!list.isEmpty()) {
            refuse(path, LaxValues.show(value) + " is none of the allowed kinds");
        }
    }

    /** {@code enum} and {@code const}; what differs only in case or type is left to the model. */
    private void checkChoices(Map<?, ?> schema, @Nullable Object value, String path) {
        var choices = new ArrayList<@Nullable Object>(list(schema.get("enum")));
        if (schema.containsKey("const")) {
            choices.add(schema.get("const"));
        }
        if (choices.isEmpty() || steps.addAndGet(choices.size()) > STEP_LIMIT) {
            return;
        }
        var shown = new ArrayList<String>();
        for (var choice : choices) {
            if (sameText(choice, value)) {
                return;
            }
            shown.add(LaxValues.show(choice));
        }
        refuse(path, LaxValues.show(value) + " is not one of " + String.join(", ", shown));
    }

    private void checkType(Map<?, ?> schema, @Nullable Object value, String path) {
        if (!(schema.get("type") instanceof String type)) {
            return;
        }
        var problem =
                switch (type) {
                    case "string" -> LaxValues.stringProblem(schema, value);
                    case "integer", "number" -> LaxValues.numberProblem(schema, type, value);
                    case "boolean" -> LaxValues.booleanProblem(value);
                    case "null" -> LaxValues.nullProblem(value);
                    case "array" -> checkItems(schema, value, path);
                    case "object" -> checkProperties(schema, value, path);
                    default -> null; // A type that JSON Schema does not know.
                };
        if (problem != null) {
            refuse(path, problem);
        }
    }

    private @Nullable String checkItems(Map<?, ?> schema, @Nullable Object value, String path) {
        if (!(value instanceof List<?> items)) {
            return LaxValues.show(value) + " is not a list";
        }
        if (schema.get("items") instanceof Map<?, ?> each) {
            int from = list(schema.get("prefixItems")).size();
            for (int i = from; i < items.size(); i++) {
                check(each, items.get(i), path + "[" + i + "]");
            }
        }
        boolean set = Boolean.TRUE.equals(schema.get("uniqueItems")); // Repeats are dropped first.
        if (schema.get("minItems") instanceof Number min && items.size() < min.longValue()) {
            return "a list of %d is too short; at least %s".formatted(items.size(), min);
        }
        if (!set
                && schema.get("maxItems") instanceof Number max
                && items.size() > max.longValue()) {
            return "a list of %d is too long; at most %s".formatted(items.size(), max);
        }
        return null;
    }

    private @Nullable String checkProperties(
            Map<?, ?> schema, @Nullable Object value, String path) {
        if (!(value instanceof Map<?, ?> object)) {
            return LaxValues.show(value) + " is not an object";
        }
        for (var name : list(schema.get("required"))) {
            if (name instanceof String text && !object.containsKey(text)) {
                missing.add(below(path, text));
            }
        }
        var properties = schema.get("properties") instanceof Map<?, ?> map ? map : Map.of();
        var extra = schema.get("additionalProperties");
        object.forEach((key, member) -> {
            var name = String.valueOf(key);
            if (properties.get(name) instanceof Map<?, ?> property) {
                check(property, member, below(path, name));
            } else if (properties.containsKey(name)) {
                return;
            } else if (extra instanceof Map<?, ?> each) {
                check(each, member, below(path, name));
            } else if (Boolean.FALSE.equals(extra)) {
                refuse(below(path, name), "there is no such parameter");
            }
        });
        return null;
    }

    private @Nullable Object resolve(String ref) {
        if (!ref.startsWith("#/")) {
            return null;
        }
        @Nullable Object at = root;
        for (var part : ref.substring(2).split("/")) {
            var key = part.replace("~1", "/").replace("~0", "~");
            at = at instanceof Map<?, ?> map ? map.get(key) : null;
        }
        return at;
    }

    private void refuse(String path, String problem) {
        problems.add(path.isEmpty() ? problem : path + ": " + problem);
    }

    private static boolean sameText(@Nullable Object choice, @Nullable Object value) {
        return folded(choice).equals(folded(value));
    }

    private static String folded(@Nullable Object value) {
        return String.valueOf(value).strip().toLowerCase(Locale.ROOT);
    }

    private static String below(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }
}
