package dev.handwright;

import dev.handwright.adapter.local.LocalSandboxHost;
import dev.handwright.adapter.local.SandboxSettings;
import dev.handwright.base.Ids;
import dev.handwright.sandboxes.SandboxId;
import java.time.Duration;
import java.util.Set;

/** Sandboxes; while no launcher answers, which makes them, there are none. */
record SandboxWiring(LocalSandboxHost host) implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(15);

    /**
     * Removes what an earlier server left.
     *
     * @param claimed what runs go on in
     */
    static SandboxWiring start(Config config, Folders folders, Ids ids, Set<SandboxId> claimed) {
        var settings =
                new SandboxSettings(
                        RunWiring.sandbox(config),
                        config.runs().logSize(),
                        config.sandboxes().warmPython(),
                        config.sandboxes().warmJava(),
                        START_TIMEOUT,
                        config.sandboxes().orphanTime());
        var host = LocalSandboxHost.byLauncher(folders.runtime(), ids, settings);
        host.reapStrays(claimed);
        return new SandboxWiring(host);
    }

    /** Begins to keep some warm; after the start, which would have to share the processors. */
    void warmUp() {
        host.warmUp();
    }

    @Override
    public void close() {
        host.close();
    }
}
