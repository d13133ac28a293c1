package dev.handwright.edge.http;

import dev.handwright.agent.Agents;
import dev.handwright.agent.Spent;
import dev.handwright.agent.Step;
import dev.handwright.agent.Usage;
import dev.handwright.artifacts.Artifacts;
import dev.handwright.base.Json;
import dev.handwright.runs.Run;
import dev.handwright.runs.Runs;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the agent of a run did, step by step. */
public final class RunStepRoutes {
    private static final int MOST = 1000;

    private final Runs runs;
    private final Agents agents;
    private final Artifacts artifacts;
    private final Duration linksLast;
    private final Clock clock;

    /**
     * @param linksLast how long the presigned URLs of pictures can be used
     */
    public RunStepRoutes(
            Runs runs, Agents agents, Artifacts artifacts, Duration linksLast, Clock clock) {
        this.runs = runs;
        this.agents = agents;
        this.artifacts = artifacts;
        this.linksLast = linksLast;
        this.clock = clock;
    }

    public List<Route> routes() {
        return List.of(Route.get("/runs/{id}/steps", RunRoutes.RUNS, this::list));
    }

    private Reply list(Request request) {
        var run =
                request.uuid("id")
                        .flatMap(id -> runs.get(request.workspace(), new Run.Id(id)))
                        .orElseThrow(RunRoutes::noSuchRun);
        int after = request.query("after", 0, Integer.MAX_VALUE, 0);
        int limit = request.query("limit", 1, MOST, MOST);
        var steps = agents.steps(run.id().value(), after, limit);
        var expires = clock.instant().plus(linksLast);
        var body = new LinkedHashMap<String, Object>();
        body.put("steps", steps.stream().map(it -> view(it, expires)).toList());
        body.put("count", steps.size());
        return Reply.json(200, body);
    }

    private Map<String, Object> view(Step step, Instant expires) {
        var view = new LinkedHashMap<String, Object>();
        view.put("number", step.number());
        view.put("at", WireTime.of(step.at()));
        view.put("method", step.method());
        view.put("model", step.model());
        view.put("text", step.text());
        view.put("actions", step.actions().stream().map(Json::raw).toList());
        view.put("usage", usage(step.usage(), step.micros()));
        view.put("model_ms", step.modelTime().toMillis());
        view.put("duration_ms", step.time().toMillis());
        step.problem().ifPresent(it -> view.put("problem", it));
        view.put("screenshot", artifacts.stepUrl(step.run(), step.number(), expires).toString());
        return view;
    }

    /** What a run has taken; empty where no model was asked. */
    static Optional<Map<String, Object>> usage(Spent spent) {
        if (spent.calls() == 0) {
            return Optional.empty();
        }
        var view = new LinkedHashMap<String, Object>();
        view.put("steps", spent.calls());
        view.putAll(usage(spent.usage(), spent.micros()));
        return Optional.of(view);
    }

    private static Map<String, Object> usage(Usage usage, long micros) {
        var view = new LinkedHashMap<String, Object>();
        view.put("input_tokens", usage.input());
        view.put("output_tokens", usage.output());
        view.put("cache_read_tokens", usage.cacheRead());
        view.put("cache_write_tokens", usage.cacheWrite());
        view.put("cost_usd", micros / 1e6);
        return view;
    }
}
