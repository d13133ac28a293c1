package dev.handwright;

import dev.handwright.desktops.Desktop;
import dev.handwright.desktops.DesktopHost;
import dev.handwright.desktops.DisplaySize;
import dev.handwright.desktops.Drive;
import dev.handwright.desktops.NetworkRules;
import dev.handwright.desktops.Screen;
import java.io.IOException;
import java.nio.channels.ByteChannel;
import java.util.Set;

/** On a node without the role {@code desktops}: there are none, and that is said. */
final class NoDesktops implements DesktopHost {
    private static final String WHY = "this node has no desktops (nodes.roles)";

    @Override
    public Desktop start(Desktop.Id id, DisplaySize display, NetworkRules network) {
        throw new DesktopUnavailable(WHY);
    }

    @Override
    public boolean answers() {
        return false;
    }

    @Override
    public Screen screen(Desktop.Id id) {
        throw new DesktopUnavailable(WHY);
    }

    @Override
    public ByteChannel connect(Desktop.Id id) throws IOException {
        throw new IOException(WHY);
    }

    @Override
    public Drive drive(Desktop.Id id) {
        throw new DesktopUnavailable(WHY);
    }

    @Override
    public void stop(Desktop.Id id) {}

    @Override
    public Set<Desktop.Id> alive() {
        return Set.of();
    }

    @Override
    public Set<Dead> dead() {
        return Set.of();
    }
}
