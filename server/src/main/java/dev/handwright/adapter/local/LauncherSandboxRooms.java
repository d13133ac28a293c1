package dev.handwright.adapter.local;

import dev.handwright.base.ByteSize;
import dev.handwright.base.Ids;
import dev.handwright.base.Json;
import dev.handwright.sandboxes.Sandbox.Collected;
import dev.handwright.sandboxes.SandboxHost.SandboxUnavailable;
import dev.handwright.sandboxes.SandboxId;
import dev.handwright.sandboxes.SandboxLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rooms made by the launcher. */
final class LauncherSandboxRooms implements SandboxRooms {
    private static final Logger LOG = LoggerFactory.getLogger(LauncherSandboxRooms.class);

    private static final int LONGEST_WORDS = 1 << 16;

    private final LauncherClient launcher;
    private final RoomEnder ender;
    private final Path rooms;
    private final Ids ids;
    private final ByteSize logLimit;
    private final Set<RoomId> open = ConcurrentHashMap.newKeySet();

    /**
     * @param rooms the launcher's folder of rooms
     * @param logLimit of one job; what it prints beyond is dropped with a notice
     */
    LauncherSandboxRooms(LauncherClient launcher, Path rooms, Ids ids, ByteSize logLimit) {
        this.launcher = launcher;
        this.ender = new RoomEnder(launcher::stop);
        this.rooms = rooms;
        this.ids = ids;
        this.logLimit = logLimit;
    }

    @Override
    public SandboxRoom open(String language, SandboxLimits limits) {
        var id = new RoomId(ids.token("sbx_"));
        open.add(id);
        var request = new LinkedHashMap<String, Object>();
        request.put("id", id.value());
        request.put("language", language);
        request.put("memory", limits.memory().bytes());
        request.put("processes", limits.processes());
        request.put("outputBytes", limits.outputBytes().bytes());
        request.put("outputFiles", limits.outputFiles());
        request.put("logBytes", logLimit.bytes());
        try {
            return new Room(id, limits, launcher.stream("sandbox.start", request));
        } catch (LauncherClient.Away e) {
            if (e.mayHaveBegun()) {
                remove(id);
            } else {
                open.remove(id);
            }
            throw e.unavailable();
        } catch (IOException e) {
            open.remove(id);
            throw new SandboxUnavailable("no sandbox could be started: " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<SandboxRoom> adopt(SandboxId id, SandboxLimits limits) {
        var room = new RoomId(id.value());
        open.add(room);
        try {
            var answer = launcher.stream("sandbox.await", Map.of("id", room.value()));
            if (Boolean.TRUE.equals(answer.head().get("alive"))) {
                return Optional.of(new Room(room, limits, answer));
            }
            answer.close();
            remove(room);
            return Optional.empty();
        } catch (LauncherClient.Away e) {
            open.remove(room);
            throw e.unavailable();
        } catch (IOException e) {
            open.remove(room);
            throw new SandboxUnavailable("the launcher does not answer: " + e.getMessage(), e);
        }
    }

    @Override
    public void closeStrays(Set<SandboxId> claimed) {
        try {
            for (var room : launcher.list()) {
                if (!room.id().isDesktop()
                        && !open.contains(room.id())
                        && !claimed.contains(new SandboxId(room.id().value()))) {
                    ender.end(room.id());
                }
            }
        } catch (IOException e) {
            LOG.warn("sandboxes of an earlier server may be left: {}", e.getMessage());
        }
    }

    private void remove(RoomId id) {
        try {
            ender.end(id);
        } catch (IOException e) {
            LOG.error("sandbox {} could not be removed: {}", id, e.getMessage());
        }
        open.remove(id);
    }

    private final class Room implements SandboxRoom {
        private final RoomId id;
        private final SandboxLimits limits;
        private final AtomicBoolean shortOfMemory = new AtomicBoolean();
        private final CompletableFuture<Void> ended = new CompletableFuture<>();

        Room(RoomId id, SandboxLimits limits, LauncherClient.Answer start) {
            this.id = id;
            this.limits = limits;
            Thread.ofVirtual().name("sandbox-watch").start(() -> awaitEnd(start));
        }

        /** The launcher says so; where it has ended itself, nobody does. */
        private void awaitEnd(LauncherClient.Answer start) {
            try (start) {
                var line = Json.readObject(LauncherClient.readLine(start.body(), LONGEST_WORDS));
                if (line.get("ended") instanceof String words && !words.isEmpty()) {
                    LOG.warn("sandbox {} said: {}", id, words);
                }
                ended.complete(null);
            } catch (IOException | Json.BadJson e) {
                LOG.debug("the end of sandbox {} will not be told: {}", id, e.toString());
            }
        }

        @Override
        public SandboxId id() {
            return new SandboxId(id.value());
        }

        @Override
        public CompletableFuture<Void> ended() {
            return ended;
        }

        @Override
        public Path socket() {
            return rooms.resolve(id.value()).resolve("io").resolve("worker.sock");
        }

        @Override
        public void kill() {
            try {
                var answer = launcher.ask("sandbox.kill", Map.of("id", id.value()));
                shortOfMemory.set(
                        answer.get("memoryKills") instanceof Number it && it.longValue() > 0);
            } catch (IOException e) {
                LOG.error("sandbox {} could not be killed: {}", id, e.getMessage());
            }
        }

        @Override
        public boolean ranOutOfMemory() {
            kill();
            return shortOfMemory.get();
        }

        @Override
        public Collected collect(OutputStream zip) throws IOException {
            var request =
                    Map.of(
                            "id", id.value(),
                            "bytes", limits.outputBytes().bytes(),
                            "files", limits.outputFiles());
            // The zip of incompressible files is a little larger than they are.
            long most = limits.outputBytes().bytes() + (limits.outputFiles() + 100L) * 3000;
            return launcher.look(() -> {
                try (var answer = launcher.stream("sandbox.collect", request)) {
                    return copy(answer.body(), zip, most);
                }
            });
        }

        @Override
        public void close() {
            remove(id);
        }
    }

    /**
     * Frames of collect.py, not trusted: {@code Z<length>\n} and bytes, at last {@code R<json>\n}.
     */
    static Collected copy(InputStream in, OutputStream zip, long most) throws IOException {
        long left = most;
        while (true) {
            var head = LauncherClient.readLine(in, 1 << 16);
            if (head.startsWith("R")) {
                return collected(head.substring(1));
            }
            if (!head.matches("Z[0-9]{1,9}")) {
                throw new IOException("the outputs could not be collected");
            }
            int length = Integer.parseInt(head.substring(1));
            left -= length;
            if (left < 0) {
                throw new IOException("the outputs are larger than they may be");
            }
            var bytes = in.readNBytes(length);
            if (bytes.length < length) {
                throw new IOException("the outputs broke off");
            }
            zip.write(bytes);
        }
    }

    private static Collected collected(String json) throws IOException {
        try {
            var report = Json.readObject(json);
            var notices =
                    report.get("notices") instanceof List<?> list
                            ? list.stream().map(String::valueOf).toList()
                            : List.<String>of();
            return new Collected(
                    report.get("files") instanceof Number files ? files.intValue() : 0,
                    report.get("bytes") instanceof Number bytes ? bytes.longValue() : 0,
                    notices);
        } catch (Json.BadJson e) {
            throw new IOException("the outputs could not be collected", e);
        }
    }
}
