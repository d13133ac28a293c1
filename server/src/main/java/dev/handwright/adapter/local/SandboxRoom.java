package dev.handwright.adapter.local;

import dev.handwright.sandboxes.Sandbox.Collected;
import dev.handwright.sandboxes.SandboxId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** The place in which a supervisor has been started; one job, then it is gone. */
interface SandboxRoom extends AutoCloseable {
    SandboxId id();

    /** Where the supervisor will connect to, within seconds. Nobody listens there yet. */
    Path socket();

    /** Completes when its first process has ended, as far as that becomes known. */
    CompletableFuture<Void> ended();

    /** Kills all of its processes and keeps what they wrote. */
    void kill();

    /**
     * Kills all of its processes and writes what they left as one zip.
     *
     * @return what was taken; nothing is written when there is nothing
     */
    Collected collect(OutputStream zip) throws IOException;

    /** Whether the kernel killed one of its processes for want of memory. */
    boolean ranOutOfMemory();

    /** Kills all of its processes and removes what they wrote. */
    @Override
    void close();
}
