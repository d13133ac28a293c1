package dev.handwright.agent;

import dev.handwright.artifacts.Artifacts;
import dev.handwright.base.Json;
import dev.handwright.secrets.Redaction;
import dev.handwright.workspaces.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Where the steps of one run go: a row, a picture, a line of the log. For many threads. */
final class Trail {
    private static final Duration DAY = Duration.ofHours(24);

    private final UUID run;
    private final Workspace.Id workspace;
    private final StepStore store;
    private final Artifacts artifacts;
    private final Consumer<String> log;
    private final Redaction redaction;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private int steps;
    private Spent spent;

    /**
     * @param log takes a JSON object for each step
     */
    Trail(
            UUID run,
            Workspace.Id workspace,
            StepStore store,
            Artifacts artifacts,
            Consumer<String> log,
            Redaction redaction,
            Clock clock) {
        this.run = run;
        this.workspace = workspace;
        this.store = store;
        this.artifacts = artifacts;
        this.log = log;
        this.redaction = redaction;
        this.clock = clock;
        this.steps = store.count(run); // an earlier attempt may have left some
        this.spent = store.spentBy(run);
    }

    /** What is known of a step before it has a number. */
    record Entry(
            Instant at,
            String method,
            String model,
            Shot shot,
            String text,
            List<String> actions,
            Usage usage,
            long micros,
            Duration modelTime,
            Optional<String> problem) {}

    void add(Entry entry) {
        lock.lock();
        try {
            var step =
                    new Step(
                            run,
                            steps + 1,
                            workspace,
                            entry.at,
                            entry.method,
                            entry.model,
                            redaction.of(entry.text),
                            entry.actions.stream().map(redaction::of).toList(),
                            entry.usage,
                            entry.micros,
                            entry.modelTime,
                            Duration.between(entry.at, clock.instant()),
                            entry.problem.map(redaction::of));
            artifacts.keepStep(run, step.number(), entry.shot.png());
            store.add(step);
            steps++;
            spent = spent.plus(entry.usage, entry.micros);
            log.accept(line(step));
        } catch (IOException e) {
            throw new UncheckedIOException("a picture of run " + run + " cannot be kept", e);
        } finally {
            lock.unlock();
        }
    }

    Spent spent() {
        lock.lock();
        try {
            return spent;
        } finally {
            lock.unlock();
        }
    }

    Spent spentByWorkspace() {
        return store.spentBy(workspace, clock.instant().minus(DAY));
    }

    private static String line(Step step) {
        var line = new LinkedHashMap<String, Object>();
        line.put("step", step.number());
        line.put("method", step.method());
        line.put("model", step.model());
        line.put("text", step.text());
        line.put("actions", step.actions().stream().map(Json::raw).toList());
        line.put("input_tokens", step.usage().input());
        line.put("output_tokens", step.usage().output());
        line.put("cache_read_tokens", step.usage().cacheRead());
        line.put("cache_write_tokens", step.usage().cacheWrite());
        line.put("cost_usd", step.micros() / 1e6);
        line.put("model_ms", step.modelTime().toMillis());
        line.put("duration_ms", step.time().toMillis());
        step.problem().ifPresent(it -> line.put("problem", it));
        return Json.write(line);
    }
}
