package dev.handwright.adapter.local;

import dev.handwright.base.ByteSize;
import java.nio.file.Path;
import java.util.List;

/**
 * What the launcher is told by root, and never by the server.
 *
 * @param runtime its folder: socket, room folders; on a file system that others may pass through
 * @param serverUser whose processes may ask it, besides root's
 * @param controlGroups whether to use control groups where they can be made; without them rooms are
 *     looked at several times a second
 * @param uids from which each room takes one for itself
 * @param desktop limits of each desktop
 * @param reachable {@code host:port} in private ranges that desktops may reach all the same; {@code
 *     127.0.0.1} is this host's loopback, which a desktop sees as 10.0.2.2
 * @param pythonLibraries what Python workflows may import, as dev/python-libs installs it
 */
public record LauncherSettings(
        Path runtime,
        String serverUser,
        boolean controlGroups,
        UidRange uids,
        DesktopLimits desktop,
        List<String> reachable,
        Path pythonLibraries) {
    public LauncherSettings {
        runtime = runtime.toAbsolutePath().normalize();
        pythonLibraries = pythonLibraries.toAbsolutePath().normalize();
        reachable = List.copyOf(reachable);
        reachable.forEach(LauncherSettings::checkReachable);
        if (runtime.toString().length() > 60) {
            throw new IllegalArgumentException(
                    "the runtime folder's path may have 60 characters, for the sockets below it: "
                            + runtime);
        }
    }

    /**
     * @throws IllegalArgumentException for anything but an IPv4 address and a port
     */
    public static void checkReachable(String address) {
        Firewall.checkException(address);
    }

    public static LauncherSettings of(Path runtime, String serverUser) {
        return new LauncherSettings(
                runtime,
                serverUser,
                true,
                new UidRange(70_000, 79_999),
                new DesktopLimits(
                        ByteSize.mebibytes(2048),
                        1024,
                        ByteSize.mebibytes(1024),
                        ByteSize.mebibytes(512)),
                List.of(),
                Path.of("/var/cache/handwright/python"));
    }

    public LauncherSettings withReachable(List<String> hostsAndPorts) {
        return new LauncherSettings(
                runtime, serverUser, controlGroups, uids, desktop, hostsAndPorts, pythonLibraries);
    }

    public LauncherSettings withDesktop(DesktopLimits limits) {
        return new LauncherSettings(
                runtime, serverUser, controlGroups, uids, limits, reachable, pythonLibraries);
    }

    public LauncherSettings withPythonLibraries(Path folder) {
        return new LauncherSettings(
                runtime, serverUser, controlGroups, uids, desktop, reachable, folder);
    }

    public LauncherSettings withoutControlGroups() {
        return new LauncherSettings(
                runtime, serverUser, false, uids, desktop, reachable, pythonLibraries);
    }

    static final String SOCKET = "launcher.sock";
    static final String ROOMS = "rooms";

    public Path socket() {
        return runtime.resolve(SOCKET);
    }

    Path library() {
        return runtime.resolve("library");
    }

    Path rooms() {
        return runtime.resolve(ROOMS);
    }

    /** Both inclusive; no user of the machine may have one of them. */
    public record UidRange(int first, int last) {
        public UidRange {
            if (first < 1000 || last < first || last > 2_000_000_000) {
                throw new IllegalArgumentException(
                        "a uid range starts at 1000 or above and does not end before it starts: "
                                + first
                                + " to "
                                + last);
            }
        }
    }

    /**
     * @param memory of all its processes and of its temporary files
     * @param processes and threads at a time
     * @param home most bytes in the home folder, downloads included
     * @param temporary most bytes in {@code /tmp}, and as much again in {@code /dev/shm}
     */
    public record DesktopLimits(
            ByteSize memory, int processes, ByteSize home, ByteSize temporary) {}
}
