package dev.handwright.adapter.local;

import dev.handwright.base.Json;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one part that runs as root: makes and ends rooms for the server, over a unix socket. One
 * connection carries one request, a line of JSON, and its answer: a line of JSON with {@code ok},
 * after which some operations stream bytes. Rooms outlive it; started again, it finds them.
 */
public final class Launcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Launcher.class);
    private static final int LONGEST_REQUEST = 64 * 1024;

    /** A list answer of drive.py: 10,000 files with names of 255 characters, escaped. */
    private static final long LONGEST_LIST = 32L << 20;

    private final LauncherSettings settings;
    private final FileChannel lockFile;
    private final FileLock lock;
    private final ServerSocketChannel server;
    private final UserPrincipal serverUser;
    private final int group;
    private final Rooms rooms;
    private final DesktopRooms desktops;
    private final DriveRooms drives;
    private final SharedFolders sharedFolders;
    private final CodeRooms sandboxes;
    private final Thread acceptor;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Takes up what an earlier launcher left. */
    public Launcher(LauncherSettings settings, Clock clock) throws IOException {
        this.settings = settings;
        var runtime = Files.createDirectories(settings.runtime());
        Files.setPosixFilePermissions(runtime, PosixFilePermissions.fromString("rwxr-xr-x"));
        lockFile =
                FileChannel.open(
                        runtime.resolve("launcher.lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        lock = lock(lockFile, runtime);
        serverUser =
                runtime.getFileSystem()
                        .getUserPrincipalLookupService()
                        .lookupPrincipalByName(settings.serverUser());
        group = serverNumber("-g");
        var library = RoomLibrary.unpack(settings.library(), settings.reachable());
        rooms =
                new Rooms(
                        settings,
                        settings.controlGroups()
                                ? Cgroups.detect(Path.of("/sys/fs/cgroup"))
                                : Cgroups.none(),
                        clock);
        rooms.adopt();
        desktops = new DesktopRooms(settings, rooms, library, group);
        drives = new DriveRooms(rooms, library);
        sharedFolders = new SharedFolders(rooms, library);
        var kit =
                SandboxKit.unpack(
                        library.resolve("sandbox"),
                        settings.pythonLibraries(),
                        Path.of(System.getProperty("java.home")));
        sandboxes = new CodeRooms(rooms, kit, library, serverNumber("-u"));
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        acceptor = Thread.ofPlatform().name("launcher").unstarted(this::accept);
    }

    /** Answers from now on. */
    public void start() throws IOException {
        Files.deleteIfExists(settings.socket());
        server.bind(UnixDomainSocketAddress.of(settings.socket()));
        Files.setAttribute(settings.socket(), "unix:gid", group);
        Files.setPosixFilePermissions(
                settings.socket(), PosixFilePermissions.fromString("rw-rw----"));
        acceptor.start();
        LOG.info("launcher answers at {}", settings.socket());
    }

    /** Blocks until it is closed. */
    public void await() throws InterruptedException {
        acceptor.join();
    }

    /** Stops answering; rooms live on. Fine to repeat. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        try {
            server.close();
            Files.deleteIfExists(settings.socket());
            acceptor.join();
            rooms.release();
            lock.release();
            lockFile.close();
        } catch (IOException e) {
            LOG.warn("the launcher's socket was not closed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static FileLock lock(FileChannel file, Path runtime) throws IOException {
        var lock = file.tryLock();
        if (lock == null) {
            throw new IOException(
                    "another launcher works in %s; stop that one first".formatted(runtime));
        }
        return lock;
    }

    private int serverNumber(String which) throws IOException {
        var answer = Command.tryRun("id", which, settings.serverUser());
        if (answer.exit() != 0) {
            throw new IOException("no user is called " + settings.serverUser());
        }
        return Integer.parseInt(answer.output().strip());
    }

    private void accept() {
        while (true) {
            try {
                var peer = server.accept();
                Thread.startVirtualThread(() -> serve(peer));
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.error("the launcher cannot accept", e);
                return;
            }
        }
    }

    private void serve(SocketChannel channel) {
        try (channel;
                var out = new BufferedOutputStream(Channels.newOutputStream(channel))) {
            try {
                checkPeer(channel);
                var line = readLine(channel);
                if (!line.isEmpty()) { // empty: somebody only looked whether the launcher answers
                    perform(LauncherRequest.parse(line), channel, out);
                }
            } catch (Json.BadJson | IllegalArgumentException | SecurityException e) {
                LOG.warn("refused a request: {}", e.getMessage());
                answer(out, Map.of("ok", false, "refused", true, "error", text(e)));
            } catch (IOException | RuntimeException e) {
                LOG.error("a request failed", e);
                answer(out, Map.of("ok", false, "refused", false, "error", text(e)));
            }
        } catch (IOException e) {
            LOG.debug("the server went away", e);
        }
    }

    private void perform(LauncherRequest request, SocketChannel channel, OutputStream out)
            throws IOException {
        switch (request) {
            case LauncherRequest.StartDesktop(var id, var display, var network) -> {
                desktops.start(id, display, network);
                answer(out, Map.of("ok", true));
            }
            case LauncherRequest.StopRoom(var id) -> {
                rooms.close(id);
                answer(out, Map.of("ok", true));
            }
            case LauncherRequest.ListRooms() -> answer(out, Map.of("ok", true, "rooms", list()));
            case LauncherRequest.ListDrive(var id, var path, var pattern) -> {
                answer(out, Map.of("ok", true));
                drives.answer(id, LONGEST_LIST, out, "list", path, pattern);
            }
            case LauncherRequest.ReadDrive(var id, var path, var name, var limit) -> {
                answer(out, Map.of("ok", true));
                drives.answer(id, limit + 64, out, "read", path, name, String.valueOf(limit));
            }
            case LauncherRequest.UseShared use -> {
                try (var transfer = sharedFolders.start(use)) {
                    answer(out, Map.of("ok", true));
                    transfer.connect(channel, out);
                }
            }
            case LauncherRequest.StartSandbox(var id, var language, var limits, var logBytes) -> {
                var end = sandboxes.start(id, language, limits, logBytes);
                answer(out, Map.of("ok", true));
                answer(out, Map.of("ended", Command.complaint(end.join())));
            }
            case LauncherRequest.AwaitSandbox(var id) -> {
                boolean alive = sandboxes.isAlive(id);
                answer(out, Map.of("ok", true, "alive", alive));
                if (alive) {
                    sandboxes.awaitEnd(id);
                    answer(out, Map.of("ended", ""));
                }
            }
            case LauncherRequest.KillSandbox(var id) -> {
                var killed = sandboxes.kill(id);
                killed.put("ok", true);
                answer(out, killed);
            }
            case LauncherRequest.CollectSandbox(var id, var bytes, var files) -> {
                answer(out, Map.of("ok", true));
                sandboxes.collect(id, bytes, files, out);
            }
        }
    }

    private List<Map<String, @Nullable Object>> list() {
        return rooms.all().stream()
                .map(state -> {
                    var room = new LinkedHashMap<String, @Nullable Object>();
                    room.put("id", state.id().value());
                    room.put("alive", state.isAlive());
                    room.put("shortOfMemory", isShortOfMemory(state));
                    room.put("since", state.since());
                    return (Map<String, @Nullable Object>) room;
                })
                .toList();
    }

    private boolean isShortOfMemory(RoomState state) {
        try {
            return rooms.memoryKills(state) > 0;
        } catch (IOException e) {
            return false; // it is being removed
        }
    }

    /** The kernel says who is on the other side; the socket's mode alone is not trusted. */
    private void checkPeer(SocketChannel channel) throws IOException {
        var peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
        if (!peer.equals(serverUser) && !peer.getName().equals("root")) {
            throw new SecurityException("user " + peer.getName() + " may not ask the launcher");
        }
    }

    private static String readLine(SocketChannel channel) throws IOException {
        var buffer = ByteBuffer.allocate(LONGEST_REQUEST);
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
            if (buffer.position() > 0 && buffer.get(buffer.position() - 1) == '\n') {
                return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
            }
        }
        if (buffer.position() == 0) {
            return "";
        }
        throw new IllegalArgumentException(
                "a request is one line of at most " + LONGEST_REQUEST + " bytes");
    }

    private static void answer(OutputStream out, Map<String, ?> fields) throws IOException {
        out.write(Json.writeBytes(fields));
        out.write('\n');
        out.flush();
    }

    private static String text(Exception e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
