package dev.handwright.adapter.local;

import dev.handwright.base.Json;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every room of this launcher: makes them with a uid of their own, finds them again after a
 * restart, and ends them to the last process, mount and file. Safe for several threads; two for the
 * same room wait for one another.
 */
final class Rooms {
    private static final Logger LOG = LoggerFactory.getLogger(Rooms.class);
    private static final String CLAIM = "claim";
    private static final Duration KILL_PAUSE = Duration.ofMillis(3);
    private static final Duration KILL_LIMIT = Duration.ofSeconds(10);

    private final LauncherSettings settings;
    private final Cgroups cgroups;
    private final Clock clock;
    private final Map<RoomId, RoomState> states = new ConcurrentHashMap<>();
    private final Turns<RoomId> turns = new Turns<>();
    private final ReentrantLock claiming = new ReentrantLock();
    private final RoomEnder ender = new RoomEnder(this::remove);
    private final MemoryWatch memoryWatch = new MemoryWatch(this::all);

    Rooms(LauncherSettings settings, Cgroups cgroups, Clock clock) {
        this.settings = settings;
        this.cgroups = cgroups;
        this.clock = clock;
    }

    /**
     * Takes up the rooms that an earlier launcher left. Those without a living process are ended,
     * unless there are outputs in them that the server may still want. Watches over their memory
     * from now on, where no control group does.
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
        if (!cgroups.isLimiting()) {
            memoryWatch.start();
        }
    }

    /** Watches no more; rooms live on. */
    void release() {
        memoryWatch.close();
    }

    private void adopt(Path folder) {
        try {
            var state = RoomState.load(folder);
            if (state.isEmpty()) {
                discard(folder);
                return;
            }
            states.put(state.get().id(), state.get());
            if (state.get().isAlive() || state.get().mayHaveOutputs()) {
                LOG.info("adopted {}", state.get().id());
            } else {
                ender.end(state.get().id());
                LOG.info("removed what was left of {}", state.get().id());
            }
        } catch (IOException | Json.BadJson e) {
            LOG.error("what is left of a room in {} was not removed", folder, e);
        }
    }

    /** Of a room whose state was not written yet; whether it got its control group is not known. */
    private void discard(Path folder) throws IOException {
        var claim = folder.resolve(CLAIM);
        var written = Files.exists(claim) ? Files.readString(claim) : "";
        if (!written.isEmpty()) {
            int uid = Integer.parseInt(written);
            var _ = RoomProcess.ofUser(uid).isEmpty() && cgroups.remove(uid);
        }
        delete(folder);
    }

    /**
     * Makes a room: its folder, a uid of its own with limits, and what {@code filling} puts into
     * it. When that fails nothing of the room is left.
     *
     * @throws IllegalArgumentException when there is such a room already
     */
    void make(RoomId id, RoomLimits limits, Filling filling) throws IOException {
        turns.take(
                id,
                () -> {
                    if (states.containsKey(id)) {
                        throw new IllegalArgumentException(id + " exists already");
                    }
                    try {
                        filling.fill(open(id, limits));
                    } catch (IOException | RuntimeException e) {
                        endAfter(e, id);
                        throw e;
                    }
                });
    }

    /** What failed first is what is told. */
    private void endAfter(Exception first, RoomId id) {
        try {
            ender.end(id);
        } catch (IOException | RuntimeException e) {
            first.addSuppressed(e);
        }
    }

    private RoomState open(RoomId id, RoomLimits limits) throws IOException {
        var folder = Files.createDirectory(folder(id));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        var state = claim(id, folder, limits);
        update(state);
        cgroups.limit(state.uid(), limits.memory() + limits.files(), limits.processes());
        return state;
    }

    /** One at a time: without control groups nothing else keeps two rooms from one uid. */
    private RoomState claim(RoomId id, Path folder, RoomLimits limits) throws IOException {
        claiming.lock();
        try {
            var state =
                    new RoomState(
                            id,
                            claimUid(folder),
                            RoomState.bootId(),
                            Optional.empty(),
                            limits.memory(),
                            clock.millis());
            states.put(id, state);
            return state;
        } finally {
            claiming.unlock();
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

    /** What keeps a further process within a room. */
    Confinement confine(RoomState state) {
        var script = settings.library().resolve("confine.sh");
        return new Confinement(script, cgroups.entrances(state.uid()), state.uid());
    }

    /** How often one of its processes was killed for want of memory. */
    long memoryKills(RoomState state) throws IOException {
        return cgroups.isLimiting()
                ? cgroups.memoryKills(state.uid())
                : memoryWatch.kills(state.id());
    }

    /** Does something in a room if that lives; whether it does. */
    boolean ifAlive(RoomId id, Filling filling) throws IOException {
        var alive = new AtomicBoolean();
        turns.take(
                id,
                () -> {
                    var state = states.get(id);
                    if (state != null && state.isAlive()) {
                        alive.set(true);
                        filling.fill(state);
                    }
                });
        return alive.get();
    }

    /** Ends all processes of a room and keeps its files; empty when there is none. */
    Optional<RoomState> kill(RoomId id) throws IOException {
        turns.take(
                id,
                () -> {
                    var state = states.get(id);
                    if (state != null) {
                        killAll(state.uid());
                    }
                });
        return find(id);
    }

    /**
     * Ends a room; when this returns nothing of it is left. Fine when there is none.
     *
     * @throws IOException when something does not end; it is tried again in the background
     */
    void close(RoomId id) throws IOException {
        ender.end(id);
    }

    private void remove(RoomId id) throws IOException {
        turns.take(
                id,
                () -> {
                    var state = states.get(id);
                    if (state != null) {
                        remove(state);
                    }
                });
    }

    private void remove(RoomState state) throws IOException {
        int uid = state.uid();
        killAll(uid);
        if (state.id().isDesktop()) {
            endWayOut(uid);
        }
        Mounts.removeBelow(folder(state.id()));
        RoomNetwork.remove(uid);
        await(() -> cgroups.remove(uid), "the control group of uid " + uid + " stays in use");
        delete(folder(state.id()));
        states.remove(state.id());
    }

    private static void endWayOut(int uid) throws IOException {
        var process = RoomNetwork.wayOut(uid);
        process.ifPresent(RoomProcess::kill);
        await(
                () -> process.filter(RoomProcess::isAlive).isEmpty(),
                "the network of uid " + uid + " cannot be killed");
    }

    /**
     * Kills every process of a room's uid until none is left. The kernel signals them all in one
     * step, so that a fork bomb cannot outrun it (kill(2), pid -1).
     */
    private void killAll(int uid) throws IOException {
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

    private static void await(BooleanSupplier done, String otherwise) throws IOException {
        long deadline = System.nanoTime() + KILL_LIMIT.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IOException(otherwise);
            }
            LockSupport.parkNanos(KILL_PAUSE.toNanos());
        }
    }

    /**
     * @param folder where a later launcher finds what was claimed, if this one does not get to
     *     write the room's state
     */
    private int claimUid(Path folder) throws IOException {
        int count = settings.uids().last() - settings.uids().first() + 1;
        for (int attempt = 0; attempt < 1000; attempt++) {
            int uid = settings.uids().first() + ThreadLocalRandom.current().nextInt(count);
            boolean ours = states.values().stream().noneMatch(it -> it.uid() == uid);
            if (ours && isUnused(uid)) {
                Files.writeString(folder.resolve(CLAIM), Integer.toString(uid));
                if (cgroups.claim(uid)) {
                    return uid;
                }
            }
        }
        throw new IOException("no uid is free in " + settings.uids());
    }

    /** A control group claims the uid; without them the processes must be looked through. */
    private boolean isUnused(int uid) {
        return cgroups.isLimiting() || RoomProcess.ofUser(uid).isEmpty();
    }

    /** Puts into a room what it is for; saves its first process as soon as that is started. */
    @FunctionalInterface
    interface Filling {
        void fill(RoomState state) throws IOException;
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
                            Path directory, @Nullable IOException e) throws IOException {
                        Files.delete(directory);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
