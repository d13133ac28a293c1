package dev.handwright;

import dev.handwright.sandboxes.Sandbox;
import dev.handwright.sandboxes.SandboxCalls;
import dev.handwright.sandboxes.SandboxHost;
import dev.handwright.sandboxes.SandboxJob;
import dev.handwright.sandboxes.SandboxLimits;

/** Where there is no launcher: nothing is published or executed, and that is said. */
final class NoSandboxes implements SandboxHost {
    @Override
    public Sandbox start(SandboxJob job, SandboxLimits limits, SandboxCalls calls) {
        throw new SandboxUnavailable(
                "this server has no launcher", new IllegalStateException("no launcher"));
    }

    @Override
    public void reapStrays() {}
}
