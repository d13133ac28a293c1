package dev.handwright.adapter.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A process that is told from a later one with the same number by the time it started.
 *
 * @param pid its number in the host
 * @param started clock ticks after boot: /proc/pid/stat, field 22, proc(5)
 */
record RoomProcess(long pid, long started) {
    private static final Path PROC = Path.of("/proc");

    /** The living process with this number; empty when there is none, or only its remains. */
    static Optional<RoomProcess> of(long pid) {
        try {
            var stat = Files.readString(PROC.resolve(pid + "/stat"));
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return fields[0].equals("Z") || fields[0].equals("X")
                    ? Optional.empty()
                    : Optional.of(new RoomProcess(pid, Long.parseLong(fields[19])));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    boolean isAlive() {
        return of(pid).filter(this::equals).isPresent();
    }

    void kill() {
        if (isAlive()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    /** Every living process whose real user is {@code uid}. */
    static List<Long> ofUser(int uid) {
        var found = new ArrayList<Long>();
        var wanted = "\nUid:\t" + uid + "\t";
        try (var entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (var entry : entries) {
                if (status(entry).contains(wanted)) {
                    found.add(Long.parseLong(entry.getFileName().toString()));
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("/proc cannot be read", e);
        }
        found.removeIf(pid -> of(pid).isEmpty());
        return found;
    }

    private static String status(Path process) {
        try {
            return Files.readString(process.resolve("status"));
        } catch (IOException e) {
            return ""; // it ended meanwhile
        }
    }
}
