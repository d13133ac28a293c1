package dev.handwright.adapter.local;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.handwright.desktops.Desktop;
import dev.handwright.desktops.DesktopHost;
import dev.handwright.desktops.DisplaySize;
import dev.handwright.desktops.Drive;
import dev.handwright.desktops.HostPattern;
import dev.handwright.desktops.NetworkRules;
import dev.handwright.desktops.Screen;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Desktops on this machine: the launcher makes them, their screens are spoken to directly. */
public final class LocalDesktopHost implements DesktopHost {
    /** The Chromium icon's centre, in pixels from the left and from the bottom (tint2rc). */
    private static final int ICON_X = 28;

    private static final int ICON_Y = 20;

    /** The icon's blue there is brighter, the bar's and the background's darker. */
    private static final int ICON_BLUE = 0x80;

    private static final Duration TASKBAR_LIMIT = Duration.ofSeconds(20);
    private static final Duration TASKBAR_PAUSE = Duration.ofMillis(2);

    private final Path runtime;
    private final LauncherClient launcher;
    private final Clock clock;

    /**
     * @param runtime the launcher's folder
     */
    public LocalDesktopHost(Path runtime, Clock clock) {
        this.runtime = runtime;
        this.launcher = new LauncherClient(runtime.resolve(LauncherSettings.SOCKET));
        this.clock = clock;
    }

    @Override
    public Desktop start(Desktop.Id id, DisplaySize display, NetworkRules network) {
        var request = new LinkedHashMap<String, Object>();
        request.put("id", id.value());
        request.put("width", display.width());
        request.put("height", display.height());
        request.put("allowed", texts(network.allowed()));
        request.put("denied", texts(network.denied()));
        request.put("hosts", network.hosts().stream().map(HostPattern::text).toList());
        try {
            launcher.ask("desktop.start", request);
            awaitTaskbar(id, display);
            return new Desktop(id, display, clock.instant());
        } catch (LauncherClient.Away e) {
            throw e.unavailable();
        } catch (IOException e) {
            throw new DesktopUnavailable("no desktop could be started: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean answers() {
        return launcher.answers();
    }

    private static List<String> texts(List<NetworkRules.Target> targets) {
        return targets.stream().map(NetworkRules.Target::toString).toList();
    }

    /** A first click may go to the Chromium icon, so that must be there: it is not black. */
    private void awaitTaskbar(Desktop.Id id, DisplaySize display) throws IOException {
        long deadline = System.nanoTime() + TASKBAR_LIMIT.toNanos();
        var blue = new AtomicInteger();
        try (var connection = RfbConnection.open(socket(id), false)) {
            while (blue.get() < ICON_BLUE) {
                if (System.nanoTime() > deadline) {
                    throw new DesktopUnavailable("the desktop has no taskbar");
                }
                LockSupport.parkNanos(TASKBAR_PAUSE.toNanos());
                connection.requestUpdate(false, ICON_X, display.height() - ICON_Y, 1, 1);
                connection.readUpdate((_, _, _, row) -> blue.set(row.getInt() >>> 24));
            }
        }
    }

    private Path socket(Desktop.Id id) {
        var room = runtime.resolve(LauncherSettings.ROOMS).resolve(new RoomId(id.value()).value());
        return room.resolve("io").resolve("vnc");
    }

    @Override
    public Screen screen(Desktop.Id id) {
        try {
            return RfbScreen.open(socket(id));
        } catch (IOException e) {
            throw new DesktopUnavailable("the desktop's screen does not answer", e);
        }
    }

    @Override
    public ByteChannel connect(Desktop.Id id) throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(socket(id)));
    }

    @Override
    public Drive drive(Desktop.Id id) {
        return new LocalDrive(launcher, new RoomId(id.value()));
    }

    @Override
    public void stop(Desktop.Id id) {
        try {
            launcher.stop(new RoomId(id.value()));
        } catch (IOException e) {
            throw new UncheckedIOException("desktop " + id + " was not stopped", e);
        }
    }

    @Override
    public Set<Desktop.Id> alive() {
        return desktops()
                .map(room -> new Desktop.Id(room.id().value()))
                .collect(toUnmodifiableSet());
    }

    @Override
    public Set<Dead> dead() {
        return desktops()
                .filter(room -> !room.alive())
                .map(room -> new Dead(new Desktop.Id(room.id().value()), room.shortOfMemory()))
                .collect(toUnmodifiableSet());
    }

    private Stream<LauncherClient.Listed> desktops() {
        try {
            return launcher.list().stream().filter(room -> room.id().isDesktop());
        } catch (IOException e) {
            throw new UncheckedIOException("the launcher does not list its rooms", e);
        }
    }
}
