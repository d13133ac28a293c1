package dev.handwright.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** User numbers of a test's own, and whatever on this machine is theirs. */
final class Leftovers {
    private static final int COUNT = 1000;

    private final int first = 100_000 + COUNT * ThreadLocalRandom.current().nextInt(500);

    /** Whose numbers are all different. */
    static List<Leftovers> several(int count) {
        var all = new TreeMap<Integer, Leftovers>();
        while (all.size() < count) {
            var some = new Leftovers();
            all.put(some.first, some);
        }
        return List.copyOf(all.values());
    }

    /** For a server with these users. */
    Map<String, String> settings() {
        return Map.of("launcher.uid_first", "" + first(), "launcher.uid_last", "" + last());
    }

    int first() {
        return first;
    }

    int last() {
        return first + COUNT - 1;
    }

    /**
     * Processes, networks, control groups and mounts of these users, and desktops' folders.
     *
     * @param run the launcher's folder
     */
    List<String> of(Path run) {
        var found = new ArrayList<String>();
        children(Path.of("/proc")).filter(this::isOurs).forEach(it -> found.add("process " + it));
        children(Path.of("/run/netns"))
                .filter(it -> isOurNumber(it.getFileName().toString().replaceAll("\\D", "")))
                .forEach(it -> found.add("network " + it));
        Stream.of("memory/handwright", "pids/handwright", "handwright")
                .flatMap(it -> children(Path.of("/sys/fs/cgroup").resolve(it)))
                .filter(it -> isOurNumber(it.getFileName().toString()))
                .forEach(it -> found.add("control group " + it));
        children(run.resolve("rooms"))
                .filter(it -> it.getFileName().toString().startsWith("dsk_"))
                .forEach(it -> found.add("folder " + it));
        read(Path.of("/proc/mounts"))
                .lines()
                .filter(it -> it.contains(run + "/rooms/dsk_"))
                .forEach(it -> found.add("mount " + it));
        return found;
    }

    private boolean isOurs(Path process) {
        return process.getFileName().toString().matches("\\d+")
                && read(process.resolve("status"))
                        .lines()
                        .filter(it -> it.startsWith("Uid:"))
                        .anyMatch(it -> isOurNumber(it.split("\\s+")[1]));
    }

    private boolean isOurNumber(String text) {
        return text.matches("\\d{1,9}")
                && Integer.parseInt(text) >= first
                && Integer.parseInt(text) <= last();
    }

    private static Stream<Path> children(Path folder) {
        try (var files = Files.list(folder)) {
            return files.toList().stream();
        } catch (NoSuchFileException e) {
            return Stream.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empty where the process has gone meanwhile. */
    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
