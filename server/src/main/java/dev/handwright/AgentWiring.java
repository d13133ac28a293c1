package dev.handwright;

import dev.handwright.ModelsConfig.Bound;
import dev.handwright.adapter.sql.SqlStepStore;
import dev.handwright.adapter.vlm.Endpoint;
import dev.handwright.adapter.vlm.JsonSchemas;
import dev.handwright.adapter.vlm.KnownModel;
import dev.handwright.adapter.vlm.KnownModel.Api;
import dev.handwright.adapter.vlm.RemoteModels;
import dev.handwright.agent.Agents;
import dev.handwright.agent.Limits;
import dev.handwright.agent.Prices;
import dev.handwright.secrets.Secret;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The agents and their models, wired. */
final class AgentWiring {
    private static final BigDecimal MICROS = BigDecimal.valueOf(1_000_000);

    private AgentWiring() {}

    static Agents agents(Foundation base) {
        var config = base.config().models();
        var models =
                new RemoteModels(
                        config.defaultModel(),
                        Stream.concat(config.known().stream(), config.more().stream())
                                .map(AgentWiring::known)
                                .toList(),
                        endpoints(config),
                        config.attempts(),
                        config.attemptTimeout(),
                        base.metrics(),
                        base.clock());
        return new Agents(
                models,
                new JsonSchemas(),
                limits(config),
                new SqlStepStore(base.database()),
                base.artifacts(),
                base.clock());
    }

    /** Only those that can be used. */
    private static Map<Api, Endpoint> endpoints(ModelsConfig config) {
        var endpoints = new EnumMap<Api, Endpoint>(Api.class);
        var anthropic = config.anthropic();
        key("anthropic", anthropic.key(), anthropic.keyFile())
                .ifPresent(key ->
                        endpoints.put(
                                Api.ANTHROPIC,
                                new Endpoint(
                                        anthropic.url(), Optional.of(key), anthropic.version())));
        var openai = config.openai();
        key("openai", openai.key(), openai.keyFile())
                .ifPresent(key ->
                        endpoints.put(
                                Api.OPENAI, new Endpoint(openai.url(), Optional.of(key), "")));
        var compatible = config.compatible();
        compatible
                .url()
                .ifPresent(url ->
                        endpoints.put(
                                Api.COMPATIBLE,
                                new Endpoint(
                                        url,
                                        key("compatible", compatible.key(), compatible.keyFile()),
                                        "")));
        return endpoints;
    }

    private static Optional<Secret> key(String name, Optional<Secret> key, Optional<Path> file) {
        return key.or(() -> file.map(it -> read("models." + name + ".key_file", it)));
    }

    private static Secret read(String setting, Path file) {
        try {
            var text = Files.readString(file).strip();
            if (text.isEmpty()) {
                throw new CannotStart(List.of("%s: %s is empty".formatted(setting, file)));
            }
            return new Secret(text);
        } catch (IOException e) {
            throw new CannotStart(List.of("%s: %s cannot be read".formatted(setting, file)));
        }
    }

    private static KnownModel known(ModelsConfig.Entry entry) {
        return new KnownModel(
                entry.name(),
                entry.id().orElse(entry.name()),
                entry.api(),
                entry.tool(),
                entry.beta(),
                entry.edge(),
                entry.pixels(),
                entry.grid(),
                entry.output(),
                prices(entry.prices()));
    }

    private static Optional<Prices> prices(List<BigDecimal> four) {
        return four.isEmpty()
                ? Optional.empty()
                : Optional.of(new Prices(four.get(0), four.get(1), four.get(2), four.get(3)));
    }

    private static Limits limits(ModelsConfig config) {
        var call = config.perCall();
        return new Limits(
                call.time(),
                config.mostIterations(),
                config.pictures(),
                bound(new Bound(call.tokens(), call.cost())),
                bound(config.perRun()),
                bound(config.perWorkspace()));
    }

    private static Limits.Bound bound(Bound bound) {
        return new Limits.Bound(
                bound.tokens(), bound.cost().map(it -> it.multiply(MICROS).longValueExact()));
    }
}
