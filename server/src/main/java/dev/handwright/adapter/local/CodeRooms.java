package dev.handwright.adapter.local;

import dev.handwright.base.ByteSize;
import dev.handwright.base.Json;
import dev.handwright.sandboxes.SandboxLimits;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Starts sandboxes: the supervisor (sdk/python, nen_sandbox) as a uid of its own, in bubblewrap,
 * with no network and no view of the host, its outputs in memory. As pid 1 of its pid namespace it
 * takes everything with it when it ends.
 */
final class CodeRooms {
    /** Most bytes of the workflow's own files, of {@code /tmp} and of {@code /dev/shm}, each. */
    private static final ByteSize TEMPORARY = ByteSize.mebibytes(64);

    /** bwrap and the supervisor, which are not the code's. */
    private static final int OUR_PROCESSES = 2;

    /** How often it is asked whether a sandbox lives that this launcher need not have started. */
    private static final Duration LOOK = Duration.ofMillis(200);

    private static final ByteSize OUR_MEMORY = ByteSize.mebibytes(48);

    private final Rooms rooms;
    private final SandboxKit kit;
    private final Path library;
    private final int serverUser;

    CodeRooms(Rooms rooms, SandboxKit kit, Path library, int serverUser) {
        this.rooms = rooms;
        this.kit = kit;
        this.library = library;
        this.serverUser = serverUser;
    }

    /**
     * Returns at once; the supervisor will report on its socket. On failure nothing is left.
     *
     * @return completes when its first process has ended
     */
    CompletableFuture<Process> start(
            RoomId id, String language, SandboxLimits limits, long logBytes) throws IOException {
        var first = new CompletableFuture<Process>();
        rooms.make(
                id,
                new RoomLimits(
                        limits.memory().bytes() + OUR_MEMORY.bytes(),
                        limits.outputBytes().bytes(),
                        limits.processes() + OUR_PROCESSES),
                state -> first.complete(fill(state, language, limits, logBytes)));
        return first.thenCompose(Process::onExit);
    }

    /** Whether there is such a sandbox, and its first process has not ended. */
    boolean isAlive(RoomId id) {
        return rooms.find(id).filter(RoomState::isAlive).isPresent();
    }

    /** Returns soon after its first process has ended; an earlier launcher may have started it. */
    void awaitEnd(RoomId id) {
        while (isAlive(id)) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private Process fill(RoomState state, String language, SandboxLimits limits, long logBytes)
            throws IOException {
        int uid = state.uid();
        var folder = rooms.folder(state.id());
        outputFolders(folder.resolve("out"), uid, limits);
        socketFolder(folder.resolve("io"), uid);
        var process =
                Command.of(command(state, language, limits, logBytes))
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        var main =
                RoomProcess.of(process.pid())
                        .orElseThrow(() -> new IOException("the sandbox ended at once"));
        rooms.update(state.withMain(main));
        return process;
    }

    private static void outputFolders(Path out, int uid, SandboxLimits limits) throws IOException {
        long bytes = limits.outputBytes().bytes();
        Mounts.memory(out, uid, bytes, limits.outputFiles() + 3, "noexec");
        for (var name : List.of("assets", "artifacts")) {
            var folder = Files.createDirectory(out.resolve(name));
            Files.setAttribute(folder, "unix:uid", uid);
            Files.setAttribute(folder, "unix:gid", uid);
        }
    }

    /** The server makes its socket there; the room may only look. */
    private void socketFolder(Path io, int uid) throws IOException {
        Files.createDirectory(io);
        Files.setAttribute(io, "unix:uid", serverUser);
        Files.setAttribute(io, "unix:gid", uid);
        Files.setPosixFilePermissions(io, PosixFilePermissions.fromString("rwxr-x---"));
    }

    private List<String> command(
            RoomState state, String language, SandboxLimits limits, long logBytes)
            throws IOException {
        var folder = rooms.folder(state.id());
        var room =
                new Bubblewrap("sandbox", TEMPORARY, library)
                        .withoutNetwork()
                        .add("--as-pid-1", "--disable-userns", "--tmpfs", "/usr/local")
                        .readOnly(kit.python(), "/run/sandbox/python")
                        .readOnly(kit.libraries(), "/run/sandbox/libs")
                        .readOnly(kit.sdkJar(), "/run/sandbox/sdk.jar")
                        .memory("/code", TEMPORARY)
                        .writable(folder.resolve("out/assets"), "/assets")
                        .writable(folder.resolve("out/artifacts"), "/artifacts")
                        .readOnly(folder.resolve("io"), "/run/worker")
                        .environment("HOME", "/tmp");
        if (language.equals("java")) {
            bindJdk(room);
        }
        room.add("--remount-ro", "/", "--remount-ro", "/dev", "--remount-ro", "/usr/local")
                .run(
                        "/assets",
                        "/usr/bin/python3",
                        "-I",
                        "-S",
                        "/run/sandbox/python/nen_sandbox/supervise.py",
                        Json.write(settings(language, limits, logBytes)));
        return rooms.confine(state).processes(limits.processes() + OUR_PROCESSES).run(room);
    }

    private void bindJdk(Bubblewrap room) throws IOException {
        if (!kit.jdk().startsWith("/usr")) {
            room.readOnly(kit.jdk(), kit.jdk().toString());
        }
        var conf = kit.jdk().resolve("conf").toRealPath();
        if (conf.startsWith("/etc")) {
            room.readOnly(conf, conf.toString());
        }
    }

    private Map<String, Object> settings(String language, SandboxLimits limits, long logBytes) {
        var settings = new LinkedHashMap<String, Object>();
        settings.put("language", language);
        settings.put("socket", "/run/worker/worker.sock");
        settings.put("code", "/code");
        settings.put("libs", List.of("/run/sandbox/libs"));
        settings.put("java", SandboxJvm.command(kit.jdk(), "/run/sandbox/sdk.jar", limits));
        settings.put(
                "limits",
                Map.of(
                        "memory", limits.memory().bytes(),
                        "processes", limits.processes(),
                        "outputBytes", limits.outputBytes().bytes(),
                        "outputFiles", limits.outputFiles(),
                        "logBytes", logBytes));
        return settings;
    }

    /**
     * Kills all of a sandbox's processes and keeps its outputs; fine when it is gone.
     *
     * @return {@code memoryKills}: how often that was done before for want of memory
     */
    Map<String, @Nullable Object> kill(RoomId id) throws IOException {
        var answer = new LinkedHashMap<String, @Nullable Object>();
        var state = rooms.kill(id);
        if (state.isPresent()) {
            answer.put("memoryKills", rooms.memoryKills(state.get()));
        }
        return answer;
    }

    /** Kills all of its processes and copies what collect.py writes, as the sandbox's user. */
    void collect(RoomId id, long maxBytes, long maxFiles, OutputStream out) throws IOException {
        var state =
                rooms.kill(id).orElseThrow(() -> new IllegalArgumentException("no sandbox " + id));
        var outputs = rooms.folder(id).resolve("out");
        if (isEmpty(outputs.resolve("assets")) && isEmpty(outputs.resolve("artifacts"))) {
            out.write("R{\"files\":0,\"bytes\":0}\n".getBytes(StandardCharsets.UTF_8));
            return;
        }
        var process =
                Command.of(collector(state, outputs, maxBytes, maxFiles))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (var in = process.getInputStream()) {
            in.transferTo(out);
        } finally {
            process.destroyForcibly();
        }
    }

    private List<String> collector(RoomState state, Path outputs, long maxBytes, long maxFiles) {
        var room =
                new Bubblewrap("collect", ByteSize.mebibytes(1), library)
                        .withoutNetwork()
                        .add("--die-with-parent")
                        .readOnly(kit.python(), "/run/sandbox/python")
                        .readOnly(outputs, "/out")
                        .run(
                                "/",
                                "/usr/bin/python3",
                                "-I",
                                "-S",
                                "/run/sandbox/python/nen_sandbox/collect.py",
                                "/out",
                                String.valueOf(maxBytes),
                                String.valueOf(maxFiles));
        return rooms.confine(state).run(room);
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (var entries = Files.newDirectoryStream(folder)) {
            return !entries.iterator().hasNext();
        }
    }
}
