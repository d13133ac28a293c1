package dev.handwright;

import dev.handwright.sandboxes.Sandbox;
import dev.handwright.sandboxes.SandboxCalls;
import dev.handwright.sandboxes.SandboxHost;
import dev.handwright.sandboxes.SandboxId;
import dev.handwright.sandboxes.SandboxJob;
import dev.handwright.sandboxes.SandboxLimits;
import java.util.Optional;
import java.util.Set;

/** Where there is no launcher: nothing is published or executed, and that is said. */
final class NoSandboxes implements SandboxHost {
    @Override
    public Sandbox start(SandboxJob job, SandboxLimits limits, SandboxCalls calls) {
        throw new SandboxUnavailable(
                "this server has no launcher", new IllegalStateException("no launcher"));
    }

    @Override
    public Optional<Sandbox> adopt(SandboxId id, SandboxLimits limits, SandboxCalls calls) {
        return Optional.empty();
    }

    @Override
    public void reapStrays(Set<SandboxId> claimed) {}
}
