package dev.handwright.agent;

import dev.handwright.agent.SchemaCheck.BadSchema;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The agent of one run at its desktop. For many threads; closing ends what is under way. */
public final class Agent implements AutoCloseable {
    private final Models models;
    private final SchemaCheck schemas;
    private final Limits limits;
    private final Desk desk;
    private final Trail trail;
    private final Clock clock;
    private final Cut cut = new Cut();

    Agent(Models models, SchemaCheck schemas, Limits limits, Desk desk, Trail trail, Clock clock) {
        this.models = models;
        this.schemas = schemas;
        this.limits = limits;
        this.desk = desk;
        this.trail = trail;
        this.clock = clock;
    }

    /** Whether there is a model at all. */
    public boolean canSee() {
        return models.any();
    }

    /**
     * Carries an instruction out.
     *
     * @param iterations answers of the model at most; bounded by the limits, too
     * @return {@code success} true, {@code message}, {@code iterations}, {@code usage}
     */
    public Map<String, Object> execute(String instruction, int iterations, Optional<String> model)
            throws AgentFailed, InterruptedException {
        if (iterations < 1 || iterations > limits.mostIterations()) {
            throw new AgentFailed(
                    "max_iterations must be 1 to %d, not %d"
                            .formatted(limits.mostIterations(), iterations));
        }
        return interruptibly(() ->
                new Execution(consult("execute", model), instruction, iterations, limits.pictures())
                        .run());
    }

    /**
     * Whether a condition comes true.
     *
     * @param timeout zero is one look; a call of the model that was begun in time is finished
     */
    public boolean verify(String condition, Duration timeout, Optional<String> model)
            throws AgentFailed, InterruptedException {
        return interruptibly(
                () -> new Verification(consult("verify", model), condition, timeout).holds());
    }

    /**
     * Reads data off the screen.
     *
     * @param schema a JSON Schema as JSON
     * @return maps, lists, strings, numbers, booleans or null, as the schema wants them
     * @throws BadSchema where the schema is none
     */
    public @Nullable Object extract(String query, String schema, Optional<String> model)
            throws AgentFailed, BadSchema, InterruptedException {
        var checked = schemas.of(schema);
        return this.<Optional<Object>>interruptibly(() ->
                        Optional.ofNullable(
                                new Extraction(consult("extract", model), query, schema, checked)
                                        .data()))
                .orElse(null);
    }

    private Consultation consult(String method, Optional<String> model) throws AgentFailed {
        return new Consultation(method, models.choose(model), desk, limits, trail, cut, clock);
    }

    private interface Work<T> {
        T run() throws AgentFailed, InterruptedException;
    }

    private <T> T interruptibly(Work<T> work) throws AgentFailed, InterruptedException {
        cut.begin();
        try {
            return work.run();
        } finally {
            cut.end();
        }
    }

    /**
     * Ends what is under way between two steps, calls of models at once; nothing more is begun.
     * Returns at once.
     */
    public void pause() {
        cut.pause();
    }

    /** Interrupts what is under way, calls of models included; returns at once. */
    @Override
    public void close() {
        cut.close();
    }
}
