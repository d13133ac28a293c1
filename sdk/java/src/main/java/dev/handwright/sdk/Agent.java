package dev.handwright.sdk;

import dev.handwright.sdk.inside.Binding;
import dev.handwright.sdk.inside.Schemas;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Does what an instruction says, by a model that the server's owner has configured. */
public final class Agent {
    private final Optional<String> model;

    public Agent() {
        this.model = Optional.empty();
    }

    public Agent(String model) {
        this.model = Optional.of(model);
    }

    /** Carries an instruction out in at most ten steps. */
    public Map<String, @Nullable Object> execute(String instruction) {
        return execute(instruction, 10);
    }

    /** Carries an instruction out; throws a WorkflowException when it fails or needs more steps. */
    @SuppressWarnings("unchecked")
    public Map<String, @Nullable Object> execute(String instruction, int maxIterations) {
        var params = params("instruction", instruction);
        params.put("max_iterations", maxIterations);
        var done = Rpc.call("agent.execute", params).value();
        return done instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : Map.of();
    }

    /** Whether a condition comes true within ten seconds. */
    public boolean verify(String condition) {
        return verify(condition, Duration.ofSeconds(10));
    }

    /** Whether a condition comes true in time; a zero timeout is one look. */
    public boolean verify(String condition, Duration timeout) {
        var params = params("condition", condition);
        params.put("timeout", timeout.toNanos() / 1e9);
        return Boolean.TRUE.equals(Rpc.call("agent.verify", params).value());
    }

    /** Reads data from the screen, in the shape of a record. */
    public <T extends Record> T extract(String query, Class<T> type) {
        return type.cast(Binding.bind(extract(query, Schemas.of(type)), type));
    }

    /** Reads data from the screen, in the shape of a JSON Schema: a map or a list. */
    public @Nullable Object extract(String query, Map<String, Object> schema) {
        if (schema.isEmpty()) {
            throw new IllegalArgumentException("extract needs a schema that is not empty");
        }
        var params = params("query", query);
        params.put("schema", schema);
        return Rpc.call("agent.extract", params).value();
    }

    private Map<String, Object> params(String name, String value) {
        var params = new LinkedHashMap<String, Object>();
        params.put(name, value);
        model.ifPresent(it -> params.put("model", it));
        return params;
    }
}
