package dev.handwright;

import dev.handwright.adapter.local.LocalSandboxHost;
import dev.handwright.adapter.local.SandboxSettings;
import dev.handwright.base.Ids;
import dev.handwright.sandboxes.SandboxHost;
import dev.handwright.sandboxes.SandboxId;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Set;

/** Sandboxes, where there is a launcher to make them. */
record SandboxWiring(SandboxHost host, Runnable warmingUp, Runnable closing)
        implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(15);

    /**
     * Removes what an earlier server left.
     *
     * @param claimed what runs go on in
     */
    static SandboxWiring start(Config config, Folders folders, Ids ids, Set<SandboxId> claimed) {
        if (!Files.exists(folders.launcherSocket())) {
            return new SandboxWiring(new NoSandboxes(), () -> {}, () -> {});
        }
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
        return new SandboxWiring(host, host::warmUp, host::close);
    }

    /** Begins to keep some warm; after the start, which would have to share the processors. */
    void warmUp() {
        warmingUp.run();
    }

    @Override
    public void close() {
        closing.run();
    }
}
