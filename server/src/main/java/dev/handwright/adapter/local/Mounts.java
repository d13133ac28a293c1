package dev.handwright.adapter.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** File systems in memory for rooms, of limited size. */
final class Mounts {
    /** Files and folders in one of them; each costs about 1 KiB of the kernel's memory. */
    private static final int INODES = 100_000;

    private Mounts() {}

    /**
     * Mounts one for a room's user alone.
     *
     * @param options besides nosuid, nodev, size, inodes and owner, such as {@code noexec}; or
     *     empty
     */
    static void memory(Path folder, int uid, long bytes, String options) throws IOException {
        memory(folder, uid, bytes, INODES, options);
    }

    static void memory(Path folder, int uid, long bytes, int inodes, String options)
            throws IOException {
        Files.createDirectory(folder);
        var all =
                "nosuid,nodev,mode=0700,uid=%d,gid=%d,size=%d,nr_inodes=%d%s"
                        .formatted(uid, uid, bytes, inodes, options.isEmpty() ? "" : "," + options);
        Command.run("mount", "-n", "-t", "tmpfs", "-o", all, "tmpfs", folder.toString());
    }

    /** Unmounts all below a room's folder. */
    static void removeBelow(Path folder) throws IOException {
        for (var mount : below(folder)) {
            Command.run("umount", "-n", "-l", mount.toString());
        }
    }

    /** Inner ones first. */
    static List<Path> below(Path folder) throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
            return lines.map(line -> Path.of(line.split(" ")[4]))
                    .filter(path -> path.startsWith(folder))
                    .toList()
                    .reversed();
        }
    }
}
