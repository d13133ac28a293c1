package dev.handwright.adapter.local;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every room of this launcher: opens them with a uid of their own, finds them again after a
 * restart, and ends them to the last process, mount and file. Safe for several threads; two for the
 * same room wait for one another.
 */
final class Rooms {
    private static final Logger LOG = LoggerFactory.getLogger(Rooms.class);
    private static final Duration KILL_PAUSE = Duration.ofMillis(3);
    private static final Duration KILL_LIMIT = Duration.ofSeconds(10);

    private final LauncherSettings settings;
    private final Cgroups cgroups;
    private final Clock clock;
    private final Map<RoomId, RoomState> states = new ConcurrentHashMap<>();
    private final Map<RoomId, Object> locks = new ConcurrentHashMap<>();

    Rooms(LauncherSettings settings, Cgroups cgroups, Clock clock) {
        this.settings = settings;
        this.cgroups = cgroups;
        this.clock = clock;
    }

    /**
     * Takes up the rooms that an earlier launcher left; those without a living process are ended.
     */
    void adopt() throws IOException {
        Files.createDirectories(settings.rooms());
        Files.setPosixFilePermissions(
                settings.rooms(), PosixFilePermissions.fromString("rwx--x--x"));
        try (var folders = Files.newDirectoryStream(settings.rooms())) {
            for (var folder : folders) {
                adopt(folder);
            }
        }
    }

    private void adopt(Path folder) throws IOException {
        var state = RoomState.load(folder);
        if (state.isEmpty()) {
            delete(folder);
        } else if (state.get().isAlive()) {
            states.put(state.get().id(), state.get());
            LOG.info("adopted {}", state.get().id());
        } else {
            states.put(state.get().id(), state.get());
            close(state.get().id());
            LOG.info("removed what was left of {}", state.get().id());
        }
    }

    /**
     * Makes a room's folder, claims a uid and its control group. Whoever opens a room and fails to
     * fill it closes it.
     *
     * @throws IllegalArgumentException when there is such a room already
     */
    RoomState open(RoomId id) throws IOException {
        synchronized (lock(id)) {
            var folder = folder(id);
            if (states.containsKey(id)) {
                throw new IllegalArgumentException(id + " exists already");
            }
            Files.createDirectory(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
            var state =
                    new RoomState(
                            id,
                            claimUid(),
                            RoomState.bootId(),
                            Optional.empty(),
                            Optional.empty(),
                            clock.millis());
            states.put(id, state);
            state.save(folder);
            return state;
        }
    }

    /** Keeps what is now known of a room. */
    void update(RoomState state) throws IOException {
        states.put(state.id(), state);
        state.save(folder(state.id()));
    }

    Optional<RoomState> find(RoomId id) {
        return Optional.ofNullable(states.get(id));
    }

    List<RoomState> all() {
        return List.copyOf(states.values());
    }

    Path folder(RoomId id) {
        return settings.rooms().resolve(id.value());
    }

    Cgroups cgroups() {
        return cgroups;
    }

    /** Ends a room; when this returns nothing of it is left. Fine when there is none. */
    void close(RoomId id) throws IOException {
        synchronized (lock(id)) {
            var state = states.get(id);
            if (state == null) {
                return;
            }
            killAll(state.uid());
            killNetwork(state);
            Mounts.removeBelow(folder(id));
            RoomNetwork.remove(state.uid());
            removeGroup(state.uid());
            delete(folder(id));
            states.remove(id);
        }
    }

    /**
     * Kills every process of a room's uid until none is left. The kernel signals them all in one
     * step, so that a fork bomb cannot outrun it (kill(2), pid -1).
     */
    void killAll(int uid) throws IOException {
        if (uid < settings.uids().first() || uid > settings.uids().last()) {
            throw new IllegalArgumentException("uid " + uid + " is no room's");
        }
        await(() -> killOnce(uid), "processes of uid " + uid + " cannot be killed");
    }

    /** Whether none is left; signals them where some are. */
    private static boolean killOnce(int uid) {
        if (RoomProcess.ofUser(uid).isEmpty()) {
            return true;
        }
        try {
            Command.tryRun(
                    "setpriv",
                    "--reuid=" + uid,
                    "--regid=" + uid,
                    "--clear-groups",
                    "/usr/bin/kill",
                    "-KILL",
                    "--",
                    "-1");
        } catch (IOException e) {
            LOG.warn("processes of uid {} were not signalled", uid, e);
        }
        return false;
    }

    private static void killNetwork(RoomState state) throws IOException {
        if (state.network().isPresent() && state.boot().equals(RoomState.bootId())) {
            var process = state.network().get();
            process.kill();
            await(() -> !process.isAlive(), "the network of " + state.id() + " cannot be killed");
        }
    }

    /** The kernel empties a group a moment after its last process ended. */
    private void removeGroup(int uid) throws IOException {
        await(() -> cgroups.remove(uid), "the control group of uid " + uid + " stays in use");
    }

    private static void await(BooleanSupplier done, String otherwise) throws IOException {
        long deadline = System.nanoTime() + KILL_LIMIT.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IOException(otherwise);
            }
            LockSupport.parkNanos(KILL_PAUSE.toNanos());
        }
    }

    private int claimUid() throws IOException {
        int count = settings.uids().last() - settings.uids().first() + 1;
        for (int attempt = 0; attempt < 1000; attempt++) {
            int uid = settings.uids().first() + ThreadLocalRandom.current().nextInt(count);
            boolean ours = states.values().stream().noneMatch(it -> it.uid() == uid);
            if (ours && isUnused(uid) && cgroups.claim(uid)) {
                return uid;
            }
        }
        throw new IOException("no uid is free in " + settings.uids());
    }

    /** A control group claims the uid; without them the processes must be looked through. */
    private boolean isUnused(int uid) {
        return cgroups.isLimiting() || RoomProcess.ofUser(uid).isEmpty();
    }

    private Object lock(RoomId id) {
        return locks.computeIfAbsent(id, it -> new Object());
    }

    /** Deletes a folder that rooms could write to; links are deleted, never followed. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path directory,
                            java.io.@org.jspecify.annotations.Nullable IOException e)
                            throws IOException {
                        Files.delete(directory);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
