package dev.handwright.agent;

import dev.handwright.artifacts.Artifacts;
import dev.handwright.secrets.Redaction;
import dev.handwright.workspaces.Workspace;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** The front door to the agents of runs, and to what they did. For many threads. */
public final class Agents {
    private final Models models;
    private final SchemaCheck schemas;
    private final Limits limits;
    private final StepStore steps;
    private final Artifacts artifacts;
    private final Clock clock;

    public Agents(
            Models models,
            SchemaCheck schemas,
            Limits limits,
            StepStore steps,
            Artifacts artifacts,
            Clock clock) {
        this.models = models;
        this.schemas = schemas;
        this.limits = limits;
        this.steps = steps;
        this.artifacts = artifacts;
        this.clock = clock;
    }

    /**
     * The agent of one run; the caller closes it.
     *
     * @param log takes a JSON object for each step
     * @param redaction of what steps tell
     */
    public Agent of(
            UUID run,
            Workspace.Id workspace,
            Desk desk,
            Consumer<String> log,
            Redaction redaction) {
        var trail = new Trail(run, workspace, steps, artifacts, log, redaction, clock);
        return new Agent(models, schemas, limits, desk, trail, clock);
    }

    /**
     * What a run's agent did, in order.
     *
     * @param after a number of a step; 0 for all
     */
    public List<Step> steps(UUID run, int after, int limit) {
        return steps.of(run, after, limit);
    }

    /** What a run's agent has taken. */
    public Spent spent(UUID run) {
        return steps.spentBy(run);
    }
}
