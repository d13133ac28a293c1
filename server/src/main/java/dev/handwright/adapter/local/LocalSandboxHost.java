package dev.handwright.adapter.local;

import dev.handwright.base.Ids;
import dev.handwright.sandboxes.Sandbox;
import dev.handwright.sandboxes.SandboxCalls;
import dev.handwright.sandboxes.SandboxHost;
import dev.handwright.sandboxes.SandboxId;
import dev.handwright.sandboxes.SandboxJob;
import dev.handwright.sandboxes.SandboxLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Sandboxes on this machine, some of them kept warm. */
public final class LocalSandboxHost implements SandboxHost, AutoCloseable {
    private final SandboxRooms rooms;
    private final SandboxSettings settings;
    private final WarmSandboxes python;
    private final WarmSandboxes java;

    /**
     * Sandboxes made by the launcher of this machine.
     *
     * @param runtime the launcher's folder
     */
    public static LocalSandboxHost byLauncher(Path runtime, Ids ids, SandboxSettings settings) {
        var launcher = new LauncherClient(runtime.resolve("launcher.sock"));
        return new LocalSandboxHost(
                new LauncherSandboxRooms(
                        launcher, runtime.resolve("rooms"), ids, settings.logLimit()),
                settings);
    }

    LocalSandboxHost(SandboxRooms rooms, SandboxSettings settings) {
        this.rooms = rooms;
        this.settings = settings;
        this.python =
                new WarmSandboxes(
                        settings.warmPython(),
                        settings.startTimeout(),
                        () -> open("python", settings.limits()));
        this.java =
                new WarmSandboxes(
                        settings.warmJava(),
                        settings.startTimeout(),
                        () -> open("java", settings.limits()));
    }

    /** Begins to fill the pools; until then every sandbox starts cold. */
    public void warmUp() {
        python.fill();
        java.fill();
    }

    @Override
    public Sandbox start(SandboxJob job, SandboxLimits limits, SandboxCalls calls) {
        var sandbox = warm(job, limits).orElseGet(() -> open(job.language(), limits));
        sandbox.start(job, calls, settings);
        return sandbox;
    }

    private Optional<LocalSandbox> warm(SandboxJob job, SandboxLimits limits) {
        if (!limits.equals(settings.limits())) {
            return Optional.empty();
        }
        return (job.language().equals("java") ? java : python).take();
    }

    private LocalSandbox open(String language, SandboxLimits limits) {
        try {
            return LocalSandbox.in(rooms.open(language, limits), limits);
        } catch (IOException e) {
            throw new SandboxUnavailable("no sandbox could be started: " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<Sandbox> adopt(SandboxId id, SandboxLimits limits, SandboxCalls calls)
            throws InterruptedException {
        var room = rooms.adopt(id, limits);
        return room.isPresent()
                ? LocalSandbox.adopt(room.get(), limits, calls, settings.startTimeout())
                : Optional.empty();
    }

    @Override
    public void reapStrays(Set<SandboxId> claimed) {
        rooms.closeStrays(claimed);
    }

    /** Removes the warm ones; those with a job are closed by who started them. */
    @Override
    public void close() {
        python.close();
        java.close();
    }
}
