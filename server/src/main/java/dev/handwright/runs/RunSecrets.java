package dev.handwright.runs;

import dev.handwright.base.Json;
import dev.handwright.secrets.Sealing;
import dev.handwright.secrets.Secret;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The secure params of runs: sealed from the door to the worker, gone when the run has ended. */
public final class RunSecrets {
    private final RunStore store;
    private final Sealing sealing;

    public RunSecrets(RunStore store, Sealing sealing) {
        this.store = store;
        this.sealing = sealing;
    }

    /** By name; empty where the run was given none. Only for the worker that executes it. */
    public Map<String, Secret> open(Run run) {
        var secrets = new LinkedHashMap<String, Secret>();
        store.secrets(run.id())
                .flatMap(RunStore.Secrets::sealed)
                .map(it -> sealing.open(it, place(run)).reveal())
                .map(Json::readObject)
                .orElse(Map.of())
                .forEach((name, value) -> secrets.put(name, new Secret(String.valueOf(value))));
        return secrets;
    }

    /**
     * @param values strings; a null counts as left out
     */
    Optional<String> seal(Run run, Map<String, @Nullable Object> values) {
        var given = new LinkedHashMap<>(values);
        given.values().removeIf(Objects::isNull);
        return given.isEmpty()
                ? Optional.empty()
                : Optional.of(sealing.seal(new Secret(Json.write(given)), place(run)));
    }

    /** Whether a run was given any, now or before it ended. */
    boolean hadAny(Run.Id run) {
        return store.secrets(run).isPresent();
    }

    private static String place(Run run) {
        return "run_secret " + run.workspace() + " " + run.id();
    }
}
