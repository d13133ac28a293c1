package dev.handwright;

import dev.handwright.adapter.vlm.KnownModel.Api;
import dev.handwright.base.Within;
import dev.handwright.secrets.Secret;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The section {@code models}; see {@code defaults.yaml}. */
public record ModelsConfig(
        String defaultModel,
        Anthropic anthropic,
        OpenAi openai,
        Compatible compatible,
        @Within(min = "1", max = "20") int attempts,
        @Within(min = "1 s", max = "15 m") Duration attemptTimeout,
        @Within(min = "2", max = "100") int pictures,
        @Within(min = "1", max = "10000") int mostIterations,
        PerCall perCall,
        Bound perRun,
        Bound perWorkspace,
        List<Entry> known,
        List<Entry> more) {

    public record Anthropic(
            URI url, String version, Optional<Secret> key, Optional<Path> keyFile) {}

    public record OpenAi(URI url, Optional<Secret> key, Optional<Path> keyFile) {}

    public record Compatible(Optional<URI> url, Optional<Secret> key, Optional<Path> keyFile) {}

    public record PerCall(
            @Within(min = "1 s", max = "24 h") Duration time,
            Optional<Long> tokens,
            Optional<BigDecimal> cost) {}

    public record Bound(Optional<Long> tokens, Optional<BigDecimal> cost) {}

    /**
     * One model of the table.
     *
     * @param prices of input, output, reading and writing the cache; or none
     */
    public record Entry(
            String name,
            Optional<String> id,
            Api api,
            Optional<String> tool,
            Optional<String> beta,
            @Within(min = "320", max = "10000") int edge,
            @Within(min = "100000", max = "100000000") int pixels,
            Optional<Integer> grid,
            @Within(min = "256", max = "1000000") int output,
            List<BigDecimal> prices) {
        public Entry {
            if (!prices.isEmpty() && prices.size() != 4) {
                throw new IllegalArgumentException(
                        "prices: four are needed (input, output, cache read, cache write), or none");
            }
        }
    }
}
