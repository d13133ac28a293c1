package dev.handwright.edge.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags by which any local command takes settings. */
public final class SettingsFlags {
    @Option(names = "--config", paramLabel = "FILE", description = "Settings, see defaults.yaml.")
    private @Nullable Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "One setting, as in --set http.port=8443; may be repeated.")
    private Map<String, String> values = new LinkedHashMap<>();

    @Option(names = "--data", paramLabel = "FOLDER", description = "Short for --set storage.data=…")
    private @Nullable String data;

    @Option(
            names = "--allow-unisolated",
            description = "Start even as root or without the launcher; see defaults.yaml.")
    private boolean allowUnisolated;

    public Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    /** {@code section.key} to value. */
    public Map<String, String> values() {
        var all = new LinkedHashMap<>(values);
        if (data != null) {
            all.put("storage.data", data);
        }
        if (allowUnisolated) {
            all.put("isolation.allow_unisolated", "true");
        }
        return all;
    }
}
