package dev.handwright;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Where settings come from: the defaults, a file, the environment, flags; the later wins. Reading
 * finds every mistake, then fails once with all of them.
 */
public final class Settings {
    private static final String PREFIX = "HANDWRIGHT_";
    private static final String FILE = PREFIX + "CONFIG";

    private static final YAMLMapper YAML =
            YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private final List<String> problems = new ArrayList<>();

    /** Each value by {@code section.key}, with where it was written. */
    private final Map<String, Written> values = new LinkedHashMap<>();

    private Settings() {}

    /**
     * Reads everything.
     *
     * @param file the one given with {@code --config}; empty: the one that {@code
     *     HANDWRIGHT_CONFIG} names, if any
     * @param environment of the process; names that begin with {@code HANDWRIGHT_} and have {@code
     *     __} are read
     * @param flags {@code section.key} to value
     * @throws CannotStart naming every mistake
     */
    public static Config read(
            Optional<Path> file, Map<String, String> environment, Map<String, String> flags) {
        var settings = new Settings();
        settings.addDefaults();
        var named = environment.getOrDefault(FILE, "");
        if (file.isPresent()) {
            settings.addFile(file.get(), "--config");
        } else if (!named.isEmpty()) {
            settings.addFile(Path.of(named), FILE);
        }
        settings.addEnvironment(environment);
        flags.forEach((key, value) -> settings.override(key, value, "--set " + key));
        return settings.bind();
    }

    /** Every {@code section.key} there is. */
    static Set<String> keys() {
        var settings = new Settings();
        settings.addDefaults();
        return settings.values.keySet();
    }

    private Config bind() {
        var binder = new SettingsBinder(values, problems);
        var config = binder.bind(Config.class);
        if (!problems.isEmpty() || config.isEmpty()) {
            throw new CannotStart(problems);
        }
        new SettingsRelations(config.get()).check(problems);
        if (!problems.isEmpty()) {
            throw new CannotStart(problems);
        }
        return config.get();
    }

    private void addDefaults() {
        try (InputStream in = Settings.class.getResourceAsStream("/defaults.yaml")) {
            var tree = YAML.readValue(java.util.Objects.requireNonNull(in), Map.class);
            flatten("", tree, (key, value) -> values.put(key, new Written(value, "the defaults")));
        } catch (IOException e) {
            throw new IllegalStateException("defaults.yaml cannot be read from the jar", e);
        }
    }

    private void addFile(Path file, String named) {
        try {
            var text = Files.readString(file);
            var tree = text.isBlank() ? Map.of() : YAML.readValue(text, Map.class);
            if (tree != null) {
                flatten("", tree, (key, value) -> override(key, value, file.toString()));
            }
        } catch (IOException e) {
            problems.add("%s cannot be read; check %s".formatted(file, named));
        } catch (JacksonException e) {
            problems.add("%s is no YAML: %s".formatted(file, e.getOriginalMessage()));
        }
    }

    /** Names without {@code __} are not settings, unless one was surely meant. */
    private void addEnvironment(Map<String, String> environment) {
        environment.forEach((name, value) -> {
            var rest = name.toLowerCase(Locale.ROOT);
            if (!name.startsWith(PREFIX)) {
                return;
            }
            rest = rest.substring(PREFIX.length());
            if (rest.contains("__")) {
                override(rest.replace("__", "."), value, name);
            } else if (values.containsKey(rest.replaceFirst("_", "."))) {
                problems.add("%s: write two underscores between section and key".formatted(name));
            }
        });
    }

    private void override(String key, @Nullable Object value, String where) {
        if (!values.containsKey(key)) {
            problems.add(
                    "%s (%s): there is no such setting%s"
                            .formatted(
                                    key,
                                    where,
                                    nearest(key)
                                            .map(it -> "; meant " + it + "?")
                                            .orElse("; defaults.yaml lists them all")));
            return;
        }
        values.put(key, new Written(value, where));
    }

    private Optional<String> nearest(String key) {
        var last = key.substring(key.lastIndexOf('.') + 1);
        return values.keySet().stream().filter(it -> it.endsWith("." + last)).findFirst();
    }

    private static void flatten(String prefix, Map<?, ?> tree, Taker taker) {
        tree.forEach((name, value) -> {
            var key = prefix + name;
            if (value instanceof Map<?, ?> section) {
                flatten(key + ".", section, taker);
            } else if (value != null || !prefix.isEmpty()) {
                taker.take(key, value);
            }
        });
    }

    private interface Taker {
        void take(String key, @Nullable Object value);
    }

    /** A value as it was written, and where. */
    record Written(@Nullable Object value, String where) {}
}
