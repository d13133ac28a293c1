package dev.handwright.desktops;

import dev.handwright.base.Unavailable;
import java.io.IOException;
import java.nio.channels.ByteChannel;
import java.util.Set;

/** Where desktops live. Implemented by {@code adapter.local}. */
public interface DesktopHost {
    /**
     * Starts a desktop and returns when its screen answers and its window manager is up.
     *
     * @param network narrows what this desktop reaches
     * @throws DesktopUnavailable when none can be started now, with the reason for the log
     * @throws Unavailable while {@link #answers} is false; it may be tried again
     */
    Desktop start(Desktop.Id id, DisplaySize display, NetworkRules network);

    /** Whether desktops can be started now; asked often. */
    boolean answers();

    /** Opens the screen of a living desktop; several at once are allowed. */
    Screen screen(Desktop.Id id);

    /**
     * A new connection to the display server of a living desktop: RFB from its first byte on; to be
     * closed.
     */
    ByteChannel connect(Desktop.Id id) throws IOException;

    /** The files of a living desktop. */
    Drive drive(Desktop.Id id);

    /** Ends it with all its processes, files, sockets and its network; fine when already gone. */
    void stop(Desktop.Id id);

    /** Every desktop that still has a process or a file, as after a crash of the server. */
    Set<Desktop.Id> alive();

    /** Those of {@link #alive} that can never be used again: their first process has ended. */
    Set<Dead> dead();

    /**
     * A desktop whose display server has died.
     *
     * @param shortOfMemory whether programs of it were killed for want of memory
     */
    record Dead(Desktop.Id id, boolean shortOfMemory) {}

    final class DesktopUnavailable extends RuntimeException {
        public DesktopUnavailable(String message) {
            super(message);
        }

        public DesktopUnavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
