package dev.handwright.adapter.local;

import dev.handwright.sandboxes.SandboxHost.SandboxUnavailable;
import dev.handwright.sandboxes.SandboxLimits;

/** Makes rooms; the launcher does, and plain child processes in tests of the protocol. */
interface SandboxRooms {
    /**
     * Starts a supervisor.
     *
     * @param language python or java
     * @throws SandboxUnavailable when there is no room now
     */
    SandboxRoom open(String language, SandboxLimits limits);

    /** Removes every room that this object has not opened. */
    void closeStrays();
}
