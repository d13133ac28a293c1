package dev.handwright.workflows;

import dev.handwright.base.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks a run's parameters at the door against the schema of its workflow's model.
 *
 * <p>This is no JSON Schema validator. The model in the sandbox decides, and it is lenient: it
 * takes {@code "5"} for an int. The door refuses only what the model would surely refuse too, and
 * lets through whatever it is not sure of (docs/adr/0020). Immutable, for many threads.
 */
public final class ParamsSchema {
    private static final int PROBLEM_LIMIT = 50;

    private final Map<String, @Nullable Object> schema;

    private ParamsSchema(Map<String, @Nullable Object> schema) {
        this.schema = schema;
    }

    /**
     * @throws Json.BadJson where the text is no JSON object
     */
    public static ParamsSchema read(String schemaJson) {
        return new ParamsSchema(Json.readObject(schemaJson));
    }

    /**
     * What would surely be refused, a sentence each, at most 50; the first names every required
     * parameter that is missing. Empty where the parameters may be good.
     */
    public List<String> problems(Map<String, @Nullable Object> params) {
        var look = new SchemaLook(schema);
        look.check(schema, params, "");
        var problems = new ArrayList<String>();
        if (!look.missing().isEmpty()) {
            problems.add(
                    (look.missing().size() == 1
                                    ? "Missing required parameter: "
                                    : "Missing required parameters: ")
                            + String.join(", ", look.missing()));
        }
        problems.addAll(look.problems());
        return List.copyOf(problems.subList(0, Math.min(PROBLEM_LIMIT, problems.size())));
    }
}
