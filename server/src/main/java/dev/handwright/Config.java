package dev.handwright;

import dev.handwright.adapter.blobs.S3Settings;
import dev.handwright.adapter.sql.PostgresUrl;
import dev.handwright.base.AddressRange;
import dev.handwright.base.AddressRules;
import dev.handwright.base.ByteSize;
import dev.handwright.base.Within;
import dev.handwright.nodes.NodeSettings;
import dev.handwright.secrets.Secret;
import dev.handwright.tools.Control;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * All settings, read once by {@link Settings}. Meaning, unit, bounds and risk of each are in {@code
 * defaults.yaml}; a section of a feature is that feature's own record.
 */
public record Config(
        Http http,
        Storage storage,
        S3Settings s3,
        NodeSettings nodes,
        Isolation isolation,
        Launcher launcher,
        Desktops desktops,
        Log log,
        Artifacts artifacts,
        Sandboxes sandboxes,
        Workflows workflows,
        Runs runs,
        Schedules schedules,
        ModelsConfig models,
        Webhooks webhooks) {

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

    /**
     * @param database absent: SQLite in {@code data}
     * @param keys as in a key file, see {@link ServerKeys}; absent, and no command: in {@code data}
     * @param keysCommand a program and its arguments, which prints them; empty: none
     */
    public record Storage(
            Path data,
            Path runtime,
            Optional<PostgresUrl> database,
            Optional<Secret> keys,
            List<String> keysCommand) {
        boolean keysInFile() {
            return keys.isEmpty() && keysCommand.isEmpty();
        }
    }

    public record Isolation(boolean allowUnisolated) {}

    public record Launcher(
            String serverUser,
            boolean controlGroups,
            @Within(min = "1000", max = "2000000000") int uidFirst,
            @Within(min = "1000", max = "2000000000") int uidLast) {}

    public record Desktops(
            @Within(min = "0", max = "100") int pool,
            @Within(min = "1", max = "1000") int most,
            @Within(min = "0", max = "1000") int forRuns,
            @Within(min = "1", max = "1000") int perWorkspace,
            @Within(min = "0 s", max = "30 d") Duration idleTimeout,
            @Within(min = "1 s", max = "1 d") Duration uploadTimeout,
            @Within(min = "320", max = "3840") int width,
            @Within(min = "200", max = "2160") int height,
            @Within(min = "256 MiB", max = "64 GiB") ByteSize memory,
            @Within(min = "100", max = "30000") int processes,
            @Within(min = "64 MiB", max = "64 GiB") ByteSize home,
            @Within(min = "64 MiB", max = "64 GiB") ByteSize temporary,
            List<String> reachable,
            Control.WhilePerson whilePersonControls,
            @Within(min = "1 s", max = "1 h") Duration personWait,
            @Within(min = "5 s", max = "1 h") Duration personIdle,
            @Within(min = "1 m", max = "24 h") Duration viewLink,
            @Within(min = "1 m", max = "30 d") Duration viewLongest,
            @Within(min = "1", max = "1000") int viewers,
            List<String> viewFramedBy) {
        /** An origin as a content security policy takes it. */
        private static final Pattern ORIGIN =
                Pattern.compile("https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?");

        public Desktops {
            for (var origin : viewFramedBy) {
                if (!ORIGIN.matcher(origin).matches()) {
                    throw new IllegalArgumentException(
                            "desktops.view_framed_by: '%s' is no origin such as https://example.org"
                                    .formatted(origin));
                }
            }
        }
    }

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

    public record Sandboxes(
            @Within(min = "64 MiB", max = "64 GiB") ByteSize memory,
            @Within(min = "16", max = "4096") int processes,
            @Within(min = "1 MiB", max = "16 GiB") ByteSize outputSize,
            @Within(min = "1", max = "1000000") int outputFiles,
            @Within(min = "0", max = "32") int warmPython,
            @Within(min = "0", max = "32") int warmJava,
            @Within(min = "0 s", max = "24 h") Duration orphanTime,
            Path pythonLibraries) {}

    public record Workflows(
            @Within(min = "1", max = "1000") int files,
            @Within(min = "1 KiB", max = "16 MiB") ByteSize size,
            @Within(min = "1 s", max = "10 m") Duration checkTimeout) {}

    public record Runs(
            @Within(min = "1", max = "10000000") int queueLimit,
            @Within(min = "0", max = "100000") int perWorkspace,
            @Within(min = "1", max = "10000") int perWorkflow,
            @Within(min = "0", max = "1000") int concurrency,
            @Within(min = "1 s", max = "24 h") Duration timeout,
            @Within(min = "1 KiB", max = "1 GiB") ByteSize logSize) {}

    public record Schedules(@Within(min = "0", max = "10000") int perWorkspace) {}

    public record Webhooks(
            boolean plainHttp,
            List<String> allowedAddresses,
            @Within(min = "1", max = "10000") int concurrency,
            @Within(min = "1", max = "1000") int concurrencyPerOrigin) {
        public Webhooks {
            addressRules(allowedAddresses); // says what is wrong with them
        }

        /** Which addresses may be dialled. */
        AddressRules addressRules() {
            return addressRules(allowedAddresses);
        }

        private static AddressRules addressRules(List<String> allowed) {
            return new AddressRules(allowed.stream().map(AddressRange::parse).toList());
        }
    }

    public Config {
        storage =
                new Storage(
                        storage.data.toAbsolutePath(),
                        storage.runtime.toAbsolutePath(),
                        storage.database,
                        storage.keys,
                        storage.keysCommand);
    }
}
