package dev.handwright;

import dev.handwright.base.ByteSize;
import dev.handwright.base.Within;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * All settings, read once by {@link Settings}. Meaning, unit, bounds and risk of each are in {@code
 * defaults.yaml}; a section of a feature is that feature's own record.
 */
public record Config(
        Http http, Storage storage, Isolation isolation, Log log, Artifacts artifacts) {

    public record Http(
            String bind,
            @Within(min = "0", max = "65535") int port,
            Optional<URI> publicUrl,
            Optional<Path> tlsCertificate,
            Optional<Path> tlsKey,
            boolean tlsByProxy,
            List<String> trustedProxies,
            @Within(min = "1 KiB", max = "64 MiB") ByteSize bodyLimit,
            @Within(min = "16", max = "100000") int concurrency,
            @Within(min = "16", max = "100000") int connections,
            @Within(min = "1 s", max = "10 m") Duration idleTimeout,
            @Within(min = "0 s", max = "1 h") Duration drainTimeout,
            boolean metricsOpen) {}

    public record Storage(Path data, Path runtime) {}

    public record Isolation(boolean allowUnisolated) {}

    public record Log(Format format, Level level) {
        public enum Format {
            TEXT,
            JSON
        }

        public enum Level {
            ERROR,
            WARN,
            INFO,
            DEBUG
        }
    }

    public record Artifacts(@Within(min = "1 m", max = "30 d") Duration urlLifetime) {}

    public Config {
        storage = new Storage(storage.data.toAbsolutePath(), storage.runtime.toAbsolutePath());
    }
}
