package dev.handwright.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/**
 * Processes in the rooms of one launcher, found by their user numbers.
 *
 * @param run the launcher's folder
 */
record TortureRooms(Leftovers users, Path run) {
    /** Kills the supervisor of a sandbox that has a job; empty where there is none. */
    Optional<String> killSandbox(Random random) {
        return kill(random, "nen_sandbox/supervise.py", true);
    }

    /** Kills the display of a desktop; empty where there is none. */
    Optional<String> killDesktop(Random random) {
        return kill(random, "Xvnc", false);
    }

    /** The id of the room where something was killed. */
    private Optional<String> kill(Random random, String word, boolean working) {
        var found =
                ProcessHandle.allProcesses()
                        .filter(it -> room(it.pid()).isPresent())
                        .filter(it -> read(it.pid(), "cmdline").replace('\0', ' ').contains(word))
                        .filter(it -> !working || (isPidOne(it.pid()) && hasChild(it)))
                        .toList();
        double place = random.nextDouble();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        var one = found.get((int) (place * found.size()));
        var room = room(one.pid());
        return one.destroyForcibly() ? room : Optional.empty();
    }

    /** A warm one has no child yet. */
    private static boolean hasChild(ProcessHandle process) {
        return process.children().findAny().isPresent();
    }

    /** The first process of its namespace, not the bubblewrap around. */
    private static boolean isPidOne(long pid) {
        return read(pid, "status").lines().anyMatch(it -> it.matches("NSpid:.*\\s1"));
    }

    /** The room of a process; empty where it is none of ours, or has ended. */
    private Optional<String> room(long pid) {
        var user = user(pid);
        if (user.isEmpty()) {
            return Optional.empty();
        }
        var named = "\"uid\":" + user.getAsInt() + ",";
        try (var rooms = Files.list(run.resolve("rooms"))) {
            return rooms.filter(it -> read(it.resolve("state.json")).contains(named))
                    .map(it -> it.getFileName().toString())
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private OptionalInt user(long pid) {
        return read(pid, "status")
                .lines()
                .filter(it -> it.startsWith("Uid:"))
                .mapToInt(it -> Integer.parseInt(it.split("\\s+")[1]))
                .filter(it -> it >= users.first() && it <= users.last())
                .findFirst();
    }

    private static String read(long pid, String file) {
        return read(Path.of("/proc/" + pid + "/" + file));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return ""; // it has ended meanwhile
        }
    }
}
