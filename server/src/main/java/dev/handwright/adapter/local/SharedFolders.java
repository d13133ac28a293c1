package dev.handwright.adapter.local;

import dev.handwright.base.ByteSize;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs shared.py for one request about a desktop's shared folder: as the desktop's user, under its
 * limits, in a bubblewrap without network whose only folder of the desktop is its home. What it
 * answers is as trustworthy as the desktop.
 */
final class SharedFolders {
    private static final Logger LOG = LoggerFactory.getLogger(SharedFolders.class);
    private static final ByteSize TEMPORARY = ByteSize.mebibytes(1);

    /** Helpers at a time; each has two threads here and, while it moves bytes, 128 KiB. */
    private static final int MOST = 64;

    /** Of them for one desktop, so that slow uploads to one do not stop all others. */
    private static final int MOST_OF_ONE = 12;

    private static final Duration WAIT = Duration.ofSeconds(10);
    private static final int BUFFER = 64 * 1024;

    private final Rooms rooms;
    private final Path library;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private final Map<RoomId, Integer> atWork = new HashMap<>();

    SharedFolders(Rooms rooms, Path library) {
        this.rooms = rooms;
        this.library = library;
    }

    /** Waits while too many work. */
    Transfer start(LauncherRequest.UseShared use) throws IOException {
        var state =
                rooms.find(use.id())
                        .orElseThrow(() -> new IllegalArgumentException("no desktop " + use.id()));
        begin(use.id());
        try {
            var builder =
                    Command.of(command(state, use)).redirectError(ProcessBuilder.Redirect.DISCARD);
            if (use.isWriting()) {
                builder.redirectInput(ProcessBuilder.Redirect.PIPE);
            }
            return new Transfer(use, builder.start());
        } catch (IOException | RuntimeException e) {
            end(use.id());
            throw e;
        }
    }

    private void begin(RoomId id) throws IOException {
        lock.lock();
        try {
            long left = WAIT.toNanos();
            while (all() >= MOST || atWork.getOrDefault(id, 0) >= MOST_OF_ONE) {
                if (left <= 0) {
                    throw new IOException("too many requests for files are under way");
                }
                left = ended.awaitNanos(left);
            }
            atWork.merge(id, 1, Integer::sum);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    private void end(RoomId id) {
        lock.lock();
        try {
            int left = atWork.getOrDefault(id, 1) - 1;
            if (left == 0) {
                atWork.remove(id);
            } else {
                atWork.put(id, left);
            }
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private int all() {
        return atWork.values().stream().mapToInt(Integer::intValue).sum();
    }

    /**
     * Without --die-with-parent, which would follow the thread that started it and not the
     * launcher: the helper ends when its pipes do.
     */
    private List<String> command(RoomState state, LauncherRequest.UseShared use) {
        var helper = new ArrayList<String>();
        helper.addAll(List.of("/usr/bin/python3", "-I", "-S", "/run/library/shared.py"));
        helper.addAll(use.arguments());
        var room =
                new Bubblewrap("drive", TEMPORARY, library)
                        .withoutNetwork()
                        .readOnly(library, "/run/library");
        var home = rooms.folder(state.id()).resolve("home");
        if (use.isChanging()) {
            room.writable(home, "/home/user");
        } else {
            room.readOnly(home, "/home/user");
        }
        room.run("/", helper.toArray(new String[0]));
        return rooms.confine(state).run(room);
    }

    /** A shared.py at work; closing it ends it. */
    final class Transfer implements AutoCloseable {
        private final LauncherRequest.UseShared use;
        private final Process process;

        private Transfer(LauncherRequest.UseShared use, Process process) {
            this.use = use;
            this.process = process;
        }

        /**
         * Copies what it says to the server, and what the server sends to it, until it ends. On
         * threads of the platform: a pipe that blocks would hold the carrier of a virtual one.
         */
        void connect(SocketChannel server, OutputStream out) throws IOException {
            if (use.isWriting()) {
                Thread.ofPlatform().daemon().name("shared-in").start(() -> feed(server));
            }
            var outward = Thread.ofPlatform().daemon().name("shared-out").start(() -> tell(out));
            try {
                outward.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }

        /** The server's end of the connection is the end of the helper's input. */
        private void feed(SocketChannel server) {
            var buffer = ByteBuffer.allocate(BUFFER);
            try (var in = process.getOutputStream()) {
                while (server.read(buffer) >= 0) {
                    in.write(buffer.array(), 0, buffer.position());
                    in.flush();
                    buffer.clear();
                }
            } catch (IOException e) {
                LOG.debug("a helper's input ended: {}", e.toString());
            }
        }

        private void tell(OutputStream out) {
            var buffer = new byte[BUFFER];
            try (var said = process.getInputStream()) {
                for (int n = said.read(buffer); n >= 0; n = said.read(buffer)) {
                    out.write(buffer, 0, n);
                    out.flush();
                }
            } catch (IOException e) {
                LOG.debug("a helper's answer ended: {}", e.toString());
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
            end(use.id());
        }
    }
}
