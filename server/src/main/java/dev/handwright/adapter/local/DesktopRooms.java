package dev.handwright.adapter.local;

import dev.handwright.desktops.DisplaySize;
import dev.handwright.desktops.NetworkRules;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts desktops: Xvnc, openbox and tint2 (session.sh) as a uid of their own, in bubblewrap, in a
 * network of their own, with a home folder in memory.
 */
final class DesktopRooms {
    private static final Logger LOG = LoggerFactory.getLogger(DesktopRooms.class);

    /** Without it each desktop would read every font of the machine, which takes half a second. */
    private static final String FONT_CACHE = "/var/cache/fontconfig";

    private static final long READY_SECONDS = 20;

    /** So that a network which cannot live does not take the processors. */
    private static final Executor AFTER_A_PAUSE =
            CompletableFuture.delayedExecutor(
                    200, TimeUnit.MILLISECONDS, Thread::startVirtualThread);

    private final LauncherSettings settings;
    private final Rooms rooms;
    private final Path library;
    private final int serverGroup;

    DesktopRooms(LauncherSettings settings, Rooms rooms, Path library, int serverGroup) {
        this.settings = settings;
        this.rooms = rooms;
        this.library = library;
        this.serverGroup = serverGroup;
    }

    /** Returns when its window manager is up; on failure nothing of it is left. */
    void start(RoomId id, DisplaySize display, NetworkRules network) throws IOException {
        var limits = settings.desktop();
        rooms.make(
                id,
                new RoomLimits(limits.memory().bytes(), 0, limits.processes()),
                state -> fill(state, display, network));
    }

    private void fill(RoomState state, DisplaySize display, NetworkRules network)
            throws IOException {
        int uid = state.uid();
        var folder = rooms.folder(state.id());
        RoomNetwork.create(uid, settings.reachable(), network, folder);
        if (!network.hosts().isEmpty()) {
            RoomProxy.configure(folder, library, network.hosts());
        }
        Mounts.memory(folder.resolve("home"), uid, settings.desktop().home().bytes(), "");
        var sockets = socketFolder(folder, uid);
        var process = Command.of(command(state, display)).start();
        rooms.update(
                state.withMain(
                        RoomProcess.of(process.pid())
                                .orElseThrow(() -> new IOException(failure(process)))));
        // The way out is made while the session starts; until then the network is merely closed.
        connect(state);
        var proxy = network.hosts().isEmpty() ? null : proxy(state);
        awaitReady(process);
        if (proxy != null && !proxy.isAlive()) {
            throw new IOException("the proxy ended at once: " + RoomProxy.complaint(folder));
        }
        process.getErrorStream().close();
        close(sockets);
    }

    /** As long as this launcher and the desktop live, another one follows when it dies. */
    private void connect(RoomState state) throws IOException {
        var folder = rooms.folder(state.id());
        var wayOut = RoomNetwork.connect(state.uid(), settings.reachable(), folder);
        startAgain(wayOut, state.id(), "network", this::connect);
    }

    /** The same for the proxy of a desktop that may reach named hosts only. */
    private Process proxy(RoomState state) throws IOException {
        var proxy =
                RoomProxy.start(
                        rooms.folder(state.id()),
                        library,
                        rooms.confine(state).network(RoomNetwork.namespace(state.uid())));
        startAgain(proxy, state.id(), "proxy", this::proxy);
        return proxy;
    }

    private void startAgain(Process ended, RoomId id, String what, Rooms.Filling start) {
        var _ = ended.onExit().thenRunAsync(() -> startNow(id, what, start), AFTER_A_PAUSE);
    }

    private void startNow(RoomId id, String what, Rooms.Filling start) {
        try {
            if (rooms.ifAlive(id, start)) {
                LOG.warn("the {} of {} had died and is back", what, id);
            }
        } catch (IOException e) {
            LOG.error("the {} of {} has died and does not come back", what, id, e);
        }
    }

    /**
     * The display server makes its sockets there; their group is the server's by the setgid bit.
     * The X11 one has a folder below, which programs of the desktop see as /tmp/.X11-unix.
     */
    private Path socketFolder(Path folder, int uid) throws IOException {
        var sockets = Files.createDirectory(folder.resolve("io"));
        var x11 = Files.createDirectory(sockets.resolve("x"));
        for (var each : List.of(sockets, x11)) {
            Files.setAttribute(each, "unix:uid", uid);
            Files.setAttribute(each, "unix:gid", serverGroup);
            Files.setAttribute(each, "unix:mode", 02770);
        }
        return sockets;
    }

    /**
     * From now on no program of the desktop can put something else in a socket's place, and only
     * the server's group comes to them from outside.
     */
    private static void close(Path sockets) throws IOException {
        var x11 = sockets.resolve("x");
        Files.setAttribute(sockets, "unix:uid", 0);
        Files.setPosixFilePermissions(sockets, PosixFilePermissions.fromString("rwxr-x---"));
        if (!Files.isDirectory(x11, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("the desktop replaced its socket's folder");
        }
        Files.setAttribute(x11, "unix:uid", 0);
        Files.setPosixFilePermissions(x11, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private List<String> command(RoomState state, DisplaySize display) {
        var folder = rooms.folder(state.id());
        var limits = settings.desktop();
        var room =
                new Bubblewrap("desktop", limits.temporary(), library)
                        .readOnly(library, "/run/library")
                        .readOnly(library.resolve("resolv.conf"), "/etc/resolv.conf")
                        .readOnly(library.resolve("chromium-flags"), "/etc/chromium.d/handwright")
                        .readOnly(
                                RoomProxy.policy(folder, library),
                                "/etc/chromium/policies/managed/handwright.json")
                        .add("--ro-bind-try", FONT_CACHE, FONT_CACHE)
                        .writable(folder.resolve("io").resolve("x"), "/tmp/.X11-unix")
                        .writable(folder.resolve("home"), "/home/user")
                        .writable(folder.resolve("io"), "/run/room")
                        .environment("HOME", "/home/user")
                        .environment("USER", "user")
                        .environment("SHELL", "/bin/bash");
        if (RoomProxy.isIn(folder)) {
            room.environment("http_proxy", RoomProxy.URL).environment("https_proxy", RoomProxy.URL);
        }
        room.run(
                "/home/user",
                "/bin/sh",
                "/run/library/session.sh",
                display.width() + "x" + display.height());
        return rooms.confine(state)
                .network(RoomNetwork.namespace(state.uid()))
                .processes(limits.processes())
                .run(room);
    }

    private void awaitReady(Process process) throws IOException {
        var line =
                CompletableFuture.supplyAsync(() -> firstLine(process), Thread::startVirtualThread);
        try {
            if (!"ready".equals(line.get(READY_SECONDS, TimeUnit.SECONDS))) {
                throw new IOException(failure(process));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a desktop started", e);
        } catch (java.util.concurrent.ExecutionException
                | java.util.concurrent.TimeoutException e) {
            throw new IOException(failure(process), e);
        }
    }

    private static String firstLine(Process process) {
        try (var out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            return String.valueOf(out.readLine());
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String failure(Process process) {
        return "the desktop did not start: " + Command.complaint(process);
    }
}
