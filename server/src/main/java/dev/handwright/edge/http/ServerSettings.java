package dev.handwright.edge.http;

import dev.handwright.base.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How the server listens; meaning and bounds are in {@code defaults.yaml} under {@code http}.
 *
 * @param tls empty for plain HTTP
 */
public record ServerSettings(
        String bind,
        int port,
        Optional<Tls> tls,
        List<String> trustedProxies,
        ByteSize bodyLimit,
        int concurrency,
        int connections,
        Duration idleTimeout,
        Duration drainTimeout) {
    /** PEM files: the chain, and its key. */
    public record Tls(Path certificate, Path key) {}
}
