package dev.handwright.fakes;

import dev.handwright.desktops.Desktop;
import dev.handwright.desktops.DesktopHost;
import dev.handwright.desktops.DisplaySize;
import dev.handwright.desktops.Drive;
import dev.handwright.desktops.NetworkRules;
import dev.handwright.desktops.Screen;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ByteChannel;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;

/** Desktops with nothing behind them: their drives are empty, their display servers silent. */
public final class FakeDesktops implements DesktopHost {
    public final Map<Desktop.Id, FakeScreen> screens = new ConcurrentHashMap<>();

    public final Map<Desktop.Id, NetworkRules> networks = new ConcurrentHashMap<>();

    /** One entry for each start that has succeeded, to be awaited. */
    public final BlockingQueue<Desktop.Id> started = new LinkedBlockingQueue<>();

    public volatile boolean broken;

    /** While it is true, nothing can be stopped. */
    public volatile boolean stuck;

    /** Those that a test says have died. */
    public final Set<Desktop.Id> dead = ConcurrentHashMap.newKeySet();

    @Override
    public Desktop start(Desktop.Id id, DisplaySize display, NetworkRules network) {
        if (broken) {
            throw new DesktopUnavailable("broken");
        }
        networks.put(id, network);
        screens.put(id, new FakeScreen(display));
        started.add(id);
        return new Desktop(id, display, Instant.EPOCH);
    }

    @Override
    public boolean answers() {
        return !broken;
    }

    @Override
    public Screen screen(Desktop.Id id) {
        var screen = screens.get(id);
        if (screen == null) {
            throw new DesktopUnavailable(id + " is gone");
        }
        return screen;
    }

    @Override
    public ByteChannel connect(Desktop.Id id) throws IOException {
        if (!screens.containsKey(id)) {
            throw new IOException(id + " is gone");
        }
        return new SilentDisplay();
    }

    @Override
    public Drive drive(Desktop.Id id) {
        return new FakeDrive();
    }

    @Override
    public void stop(Desktop.Id id) {
        if (stuck) {
            throw new UncheckedIOException(new IOException("stuck"));
        }
        screens.remove(id);
        dead.remove(id);
    }

    @Override
    public Set<Dead> dead() {
        return dead.stream().map(id -> new Dead(id, false)).collect(Collectors.toSet());
    }

    @Override
    public Set<Desktop.Id> alive() {
        return Set.copyOf(screens.keySet());
    }
}
