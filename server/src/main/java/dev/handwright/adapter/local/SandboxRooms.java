package dev.handwright.adapter.local;

import dev.handwright.base.Unavailable;
import dev.handwright.sandboxes.SandboxHost.SandboxUnavailable;
import dev.handwright.sandboxes.SandboxId;
import dev.handwright.sandboxes.SandboxLimits;
import java.util.Optional;
import java.util.Set;

/** Makes rooms; the launcher does, and plain child processes in tests of the protocol. */
interface SandboxRooms {
    /**
     * Starts a supervisor.
     *
     * @param language python or java
     * @throws SandboxUnavailable when there is no room now
     * @throws Unavailable while the launcher is away
     */
    SandboxRoom open(String language, SandboxLimits limits);

    /**
     * Takes up a room of an earlier server.
     *
     * @param limits as it was opened with
     * @return empty where its first process has ended; nothing of it is left then
     * @throws SandboxUnavailable when that cannot be known
     * @throws Unavailable while the launcher is away
     */
    Optional<SandboxRoom> adopt(SandboxId id, SandboxLimits limits);

    /** Removes every room that this object has neither opened nor adopted, but for these. */
    void closeStrays(Set<SandboxId> claimed);
}
