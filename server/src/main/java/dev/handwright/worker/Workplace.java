package dev.handwright.worker;

import dev.handwright.desktops.Desktop;
import dev.handwright.sandboxes.SandboxCalls;
import dev.handwright.secrets.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;

/**
 * What one run works on: a fresh desktop, its recording, and what the code's calls do there. Close
 * it always; closing removes the desktop.
 */
public interface Workplace extends AutoCloseable {
    Desktop desktop();

    /** Whether the desktop has died. */
    boolean isLost();

    /**
     * Answers the code's calls.
     *
     * @param secrets what the code may have typed by name, and never sees
     */
    SandboxCalls calls(Map<String, Secret> secrets);

    /**
     * Ends the recording.
     *
     * @return the film, empty where there is none; the caller closes it
     */
    Optional<InputStream> recording() throws IOException;

    /** Leaves the desktop as it is, for {@link Workplaces#adopt} by a later server. */
    void leave();

    @Override
    void close();
}
