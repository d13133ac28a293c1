package dev.handwright.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Processes in the rooms of one launcher, found by their user numbers. */
final class TortureRooms {
    private final Leftovers users;

    TortureRooms(Leftovers users) {
        this.users = users;
    }

    /** Kills the supervisor of a sandbox that has a job; whether there was one. */
    boolean killSandbox(Random random) {
        return kill(random, "nen_sandbox/supervise.py", true);
    }

    /** Kills the display of a desktop; whether there was one. */
    boolean killDesktop(Random random) {
        return kill(random, "Xvnc", false);
    }

    private boolean kill(Random random, String word, boolean working) {
        var found =
                ProcessHandle.allProcesses()
                        .filter(it -> isOurs(it.pid()))
                        .filter(it -> read(it.pid(), "cmdline").replace('\0', ' ').contains(word))
                        .filter(it -> !working || (isPidOne(it.pid()) && hasChild(it)))
                        .toList();
        if (found.isEmpty()) {
            return false;
        }
        return pick(found, random).map(ProcessHandle::destroyForcibly).orElse(false);
    }

    private static Optional<ProcessHandle> pick(List<ProcessHandle> found, Random random) {
        return Optional.of(found.get(random.nextInt(found.size())));
    }

    /** A warm one has no child yet. */
    private static boolean hasChild(ProcessHandle process) {
        return process.children().findAny().isPresent();
    }

    /** The first process of its namespace, not the bubblewrap around. */
    private static boolean isPidOne(long pid) {
        return read(pid, "status").lines().anyMatch(it -> it.matches("NSpid:.*\\s1"));
    }

    private boolean isOurs(long pid) {
        return read(pid, "status")
                .lines()
                .filter(it -> it.startsWith("Uid:"))
                .map(it -> Integer.parseInt(it.split("\\s+")[1]))
                .anyMatch(it -> it >= users.first() && it <= users.last());
    }

    private static String read(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/" + file));
        } catch (IOException e) {
            return ""; // it has ended meanwhile
        }
    }
}
