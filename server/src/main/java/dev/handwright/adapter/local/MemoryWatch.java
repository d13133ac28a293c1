package dev.handwright.adapter.local;

import java.io.Closeable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds rooms to their memory where no control group does: looks at their processes several times a
 * second and kills the largest of a room that has more than it may, until it has less. What a room
 * takes between two looks is not prevented. Files in memory are bounded by their file systems.
 */
final class MemoryWatch implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryWatch.class);
    private static final Duration PAUSE = Duration.ofMillis(200);

    /** So many times as long as a look took is the pause at least: a fifth of one processor. */
    private static final int REST = 4;

    private static final Pattern RESIDENT = Pattern.compile("\nVmRSS:\\s+(\\d+) kB");
    private static final Pattern SHARE = Pattern.compile("\nPss:\\s+(\\d+) kB");
    private static final Pattern USER = Pattern.compile("\nUid:\t(\\d+)\t");

    /** The room's first process as its pid namespace numbers it: bwrap, or the supervisor. */
    private static final Pattern FIRST = Pattern.compile("\nNSpid:\t\\d+\t1\n");

    private final Supplier<List<RoomState>> rooms;
    private final Map<RoomId, Long> kills = new ConcurrentHashMap<>();
    private final Thread thread = Thread.ofPlatform().daemon().name("memory").unstarted(this::run);
    private volatile boolean closed;

    MemoryWatch(Supplier<List<RoomState>> rooms) {
        this.rooms = rooms;
    }

    void start() {
        thread.start();
    }

    /** How many processes of a room were killed. */
    long kills(RoomId id) {
        return kills.getOrDefault(id, 0L);
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!closed) {
            long start = System.nanoTime();
            try {
                look();
            } catch (RuntimeException e) {
                LOG.error("the memory of rooms was not looked at", e);
            }
            long took = System.nanoTime() - start;
            LockSupport.parkNanos(Math.max(PAUSE.toNanos(), took * REST));
        }
    }

    /** One look at all rooms. */
    void look() {
        var all = rooms.get();
        kills.keySet().retainAll(all.stream().map(RoomState::id).toList());
        if (all.isEmpty()) {
            return;
        }
        var users = new HashMap<Integer, List<Resident>>();
        RoomProcess.pids()
                .forEach(pid -> {
                    var status = RoomProcess.read(pid, "status");
                    long bytes = kibibytes(RESIDENT, status);
                    var user = USER.matcher(status);
                    if (bytes > 0 && user.find()) {
                        users.computeIfAbsent(
                                        Integer.valueOf(user.group(1)), _ -> new ArrayList<>())
                                .add(new Resident(pid, bytes, FIRST.matcher(status).find()));
                    }
                });
        for (var room : all) {
            var processes = users.getOrDefault(room.uid(), List.of());
            // What is resident counts shared pages in full, but costs little to know.
            if (processes.stream().mapToLong(Resident::bytes).sum() > room.memory()) {
                bound(room, processes);
            }
        }
    }

    private void bound(RoomState room, List<Resident> processes) {
        var shares = new ArrayList<>(processes.stream().map(Resident::share).toList());
        // The first process last: with it the whole room ends.
        shares.sort(Comparator.comparing(Resident::first).thenComparingLong(it -> -it.bytes()));
        long sum = shares.stream().mapToLong(Resident::bytes).sum();
        for (var process : shares) {
            if (sum <= room.memory()) {
                return;
            }
            var living = RoomProcess.of(process.pid());
            if (living.isPresent() && isOf(room, process.pid())) {
                kills.merge(room.id(), 1L, Long::sum);
                LOG.warn(
                        "{} has {} MiB of {}: killing process {} with {}",
                        room.id(),
                        sum >> 20,
                        room.memory() >> 20,
                        process.pid(),
                        process.bytes() >> 20);
                living.get().kill();
            }
            sum -= process.bytes();
        }
    }

    private static boolean isOf(RoomState room, long pid) {
        return RoomProcess.read(pid, "status").contains("\nUid:\t" + room.uid() + "\t");
    }

    private static long kibibytes(Pattern pattern, String text) {
        var match = pattern.matcher(text);
        return match.find() ? Long.parseLong(match.group(1)) << 10 : 0;
    }

    /**
     * @param bytes resident, or its share of them
     * @param first whether the room ends with it
     */
    private record Resident(long pid, long bytes, boolean first) {
        Resident share() {
            return new Resident(
                    pid, kibibytes(SHARE, RoomProcess.read(pid, "smaps_rollup")), first);
        }
    }
}
