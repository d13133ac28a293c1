package dev.handwright;

import dev.handwright.adapter.local.LocalSandboxHost;
import dev.handwright.adapter.local.SandboxSettings;
import dev.handwright.base.Ids;
import dev.handwright.sandboxes.SandboxHost;
import java.nio.file.Files;
import java.time.Duration;

/** Sandboxes, where there is a launcher to make them. */
record SandboxWiring(SandboxHost host, Runnable closing) implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(15);

    /** Removes what an earlier server left and begins to keep some warm. */
    static SandboxWiring start(Config config, Folders folders, Ids ids) {
        if (!Files.exists(folders.launcherSocket())) {
            return new SandboxWiring(new NoSandboxes(), () -> {});
        }
        var settings =
                new SandboxSettings(
                        RunWiring.sandbox(config),
                        config.runs().logSize(),
                        config.sandboxes().warmPython(),
                        config.sandboxes().warmJava(),
                        START_TIMEOUT);
        var host = LocalSandboxHost.byLauncher(folders.runtime(), ids, settings);
        host.reapStrays();
        host.warmUp();
        return new SandboxWiring(host, host::close);
    }

    @Override
    public void close() {
        closing.run();
    }
}
