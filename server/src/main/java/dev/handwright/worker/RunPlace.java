package dev.handwright.worker;

import dev.handwright.desktops.Desktop;
import dev.handwright.sandboxes.SandboxId;
import java.util.Optional;

/**
 * Where a run is executed, so that a later server finds it again.
 *
 * @param desktop empty while it has acted on none
 * @param sandbox empty while its code has not started
 * @param restarts how often it has lost its desktop and begun anew
 */
public record RunPlace(Optional<Desktop> desktop, Optional<SandboxId> sandbox, int restarts) {
    static RunPlace none(int restarts) {
        return new RunPlace(Optional.empty(), Optional.empty(), restarts);
    }

    static RunPlace on(Desktop desktop, int restarts) {
        return new RunPlace(Optional.of(desktop), Optional.empty(), restarts);
    }

    RunPlace in(SandboxId sandbox) {
        return new RunPlace(desktop, Optional.of(sandbox), restarts);
    }
}
