package dev.handwright.adapter.vlm;

import dev.handwright.adapter.vlm.KnownModel.Api;
import dev.handwright.agent.AgentFailed;
import dev.handwright.agent.Models;
import dev.handwright.base.Metrics;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The models of the configuration. For many threads. */
public final class RemoteModels implements Models {
    /** For models that are in no table; what most open models take. */
    private static final int UNKNOWN_EDGE = 1568;

    private static final long UNKNOWN_PIXELS = 1_150_000;
    private static final int UNKNOWN_OUTPUT = 4096;

    private final String standard;
    private final Map<String, KnownModel> known = new LinkedHashMap<>();
    private final Map<Api, Endpoint> endpoints;
    private final ModelCalls calls;
    private final MeasuredModel.Meters meters;
    private final Clock clock;

    /**
     * @param standard the name of the default model
     * @param known later ones replace earlier ones of the same name
     * @param endpoints of the APIs that can be used
     * @param attempts of one request, in all
     * @param attemptTimeout of each
     */
    public RemoteModels(
            String standard,
            List<KnownModel> known,
            Map<Api, Endpoint> endpoints,
            int attempts,
            Duration attemptTimeout,
            Metrics metrics,
            Clock clock) {
        this.standard = standard;
        known.forEach(it -> this.known.put(it.name(), it));
        this.endpoints = Map.copyOf(endpoints);
        this.meters = MeasuredModel.Meters.of(metrics);
        this.clock = clock;
        this.calls =
                new ModelCalls(
                        attempts,
                        attemptTimeout,
                        Pauses.real(),
                        RandomGenerator.getDefault(),
                        clock);
    }

    @Override
    public boolean any() {
        return !endpoints.isEmpty();
    }

    @Override
    public Chosen choose(Optional<String> name) throws AgentFailed {
        var model = find(name.orElse(standard));
        var endpoint = endpoints.get(model.api());
        if (endpoint == null) {
            throw new AgentFailed(
                    "The model %s needs models.%s.%s in the server's configuration."
                            .formatted(
                                    model.name(),
                                    model.api().name().toLowerCase(java.util.Locale.ROOT),
                                    model.api() == Api.COMPATIBLE ? "url" : "key"));
        }
        // Names that are in no table come from workflows and may be many.
        var label = known.containsKey(model.name()) ? model.name() : "other";
        var remote = new RemoteModel(model, endpoint, wire(model.api()), calls);
        return new Chosen(
                model.name(),
                new MeasuredModel(remote, label, meters, clock),
                model.longestEdge(),
                model.mostPixels(),
                model.grid(),
                model.prices());
    }

    /** What is in no table is taken for a model of the compatible endpoint, where there is one. */
    private KnownModel find(String name) throws AgentFailed {
        var model = known.get(name);
        if (model != null) {
            return model;
        }
        if (endpoints.containsKey(Api.COMPATIBLE)) {
            return new KnownModel(
                    name,
                    name,
                    Api.COMPATIBLE,
                    Optional.empty(),
                    Optional.empty(),
                    UNKNOWN_EDGE,
                    UNKNOWN_PIXELS,
                    Optional.empty(),
                    UNKNOWN_OUTPUT,
                    Optional.empty());
        }
        throw new AgentFailed(
                "There is no model '%s'; there are: %s. Others can be added in models.more."
                        .formatted(name, String.join(", ", known.keySet())));
    }

    private static Wire wire(Api api) {
        return switch (api) {
            case ANTHROPIC -> new AnthropicWire();
            case OPENAI -> new OpenAiWire();
            case COMPATIBLE -> new ChatWire();
        };
    }
}
