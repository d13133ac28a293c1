package dev.handwright.adapter.local;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits of memory and processes by control groups: version 2, or the version 1 hierarchies, or
 * none where neither may be written. A room's group is called by its uid, so making it also claims
 * the uid on the whole machine.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">cgroup v2</a>
 */
final class Cgroups {
    private static final Logger LOG = LoggerFactory.getLogger(Cgroups.class);
    private static final String OURS = "handwright";

    /** Below each of them rooms have a folder; one for version 2, memory and pids for version 1. */
    private final List<Path> parents;

    private final boolean unified;

    private Cgroups(List<Path> parents, boolean unified) {
        this.parents = List.copyOf(parents);
        this.unified = unified;
    }

    /**
     * @param root {@code /sys/fs/cgroup}
     */
    static Cgroups detect(Path root) {
        try {
            if (Files.exists(root.resolve("cgroup.controllers"))) {
                enable(root);
                var ours = Files.createDirectories(root.resolve(OURS));
                enable(ours);
                return new Cgroups(List.of(ours), true);
            }
            return new Cgroups(List.of(ours(root, "memory"), ours(root, "pids")), false);
        } catch (IOException e) {
            LOG.warn(
                    "no control groups can be made ({}): the memory of rooms is watched instead",
                    e.toString());
            return none();
        }
    }

    /** None are made; the memory of rooms is to be watched. */
    static Cgroups none() {
        return new Cgroups(List.of(), true);
    }

    boolean isLimiting() {
        return !parents.isEmpty();
    }

    /**
     * Makes the group of a room.
     *
     * @return whether the uid is ours now; false when somebody on this machine uses it
     */
    boolean claim(int uid) throws IOException {
        for (int i = 0; i < parents.size(); i++) {
            try {
                Files.createDirectory(group(parents.get(i), uid));
            } catch (FileAlreadyExistsException e) {
                for (int done = 0; done < i; done++) {
                    Files.delete(group(parents.get(done), uid));
                }
                return false;
            }
        }
        return true;
    }

    void limit(int uid, long memoryBytes, int processes) throws IOException {
        for (var parent : parents) {
            var group = group(parent, uid);
            write(group, unified ? "memory.max" : "memory.limit_in_bytes", memoryBytes);
            write(
                    group,
                    unified ? "memory.swap.max" : "memory.memsw.limit_in_bytes",
                    unified ? 0 : memoryBytes);
            write(group, "pids.max", processes);
        }
    }

    /** The files into which a process writes its number to come under the limits. */
    List<Path> entrances(int uid) {
        return parents.stream().map(parent -> group(parent, uid).resolve("cgroup.procs")).toList();
    }

    /** How often the kernel killed one of the room's processes for want of memory. */
    long memoryKills(int uid) throws IOException {
        if (parents.isEmpty()) {
            return 0;
        }
        var file =
                group(parents.getFirst(), uid)
                        .resolve(unified ? "memory.events" : "memory.oom_control");
        return Files.readString(file)
                .lines()
                .filter(line -> line.startsWith("oom_kill "))
                .mapToLong(line -> Long.parseLong(line.substring(9).strip()))
                .sum();
    }

    /** Removes a room's group; false while it still has processes. */
    boolean remove(int uid) {
        for (var parent : parents) {
            try {
                Files.deleteIfExists(group(parent, uid));
            } catch (IOException e) {
                return false;
            }
        }
        return true;
    }

    /** Makes our group in a hierarchy of version 1. */
    private static Path ours(Path root, String controller) throws IOException {
        var hierarchy = root.resolve(controller);
        if (!Files.exists(hierarchy.resolve("cgroup.procs"))) {
            throw new IOException(hierarchy + " is no control group");
        }
        return Files.createDirectories(hierarchy.resolve(OURS));
    }

    private static Path group(Path parent, int uid) {
        return parent.resolve(String.valueOf(uid));
    }

    /** Writes what this hierarchy has; swap accounting is off on many machines. */
    private static void write(Path group, String file, long value) throws IOException {
        var path = group.resolve(file);
        if (Files.exists(path)) {
            Files.writeString(path, String.valueOf(value));
        }
    }

    private static void enable(Path group) throws IOException {
        var missing = new ArrayList<>(List.of("memory", "pids"));
        var file = group.resolve("cgroup.subtree_control");
        missing.removeAll(List.of(Files.readString(file).strip().split(" ")));
        for (var controller : missing) {
            Files.writeString(file, "+" + controller);
        }
    }
}
