package dev.handwright.adapter.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
            var stat = text(PROC.resolve(pid + "/stat"));
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
        var wanted = "\nUid:\t" + uid + "\t";
        return pids().filter(pid -> read(pid, "status").contains(wanted))
                .filter(pid -> of(pid).isPresent())
                .toList();
    }

    /** Root's living process that was started as this program with this argument. */
    static Optional<RoomProcess> ofRoot(String program, String argument) {
        return pids().filter(
                        pid -> {
                            var words = List.of(read(pid, "cmdline").split("\0"));
                            return words.contains(program)
                                    && words.contains(argument)
                                    && read(pid, "status").contains("\nUid:\t0\t");
                        })
                .flatMap(pid -> of(pid).stream())
                .findFirst();
    }

    /** Every process of the machine, at some moment of the last milliseconds. */
    static Stream<Long> pids() {
        var names = PROC.toFile().list((_, name) -> Character.isDigit(name.charAt(0)));
        if (names == null) {
            throw new IllegalStateException("/proc cannot be read");
        }
        return Arrays.stream(names).map(Long::valueOf);
    }

    /** A file of /proc/pid; empty when the process has ended. */
    static String read(long pid, String file) {
        try {
            return text(PROC.resolve(pid + "/" + file));
        } catch (IOException e) {
            return "";
        }
    }

    /** A process may give itself a name of any bytes, which need not be UTF-8. */
    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }
}
