package dev.handwright.adapter.local;

import dev.handwright.base.ByteSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The arguments of bwrap(1). Every room starts from the same bare system: programs read-only, few
 * files of /etc, nothing of the host's processes, users, homes or sockets.
 */
final class Bubblewrap {
    /** What programs want to read there; nothing in them tells of the host's users or names. */
    private static final List<String> ETC =
            List.of(
                    "alternatives",
                    "fonts",
                    "ssl",
                    "ca-certificates.conf",
                    "ld.so.cache",
                    "ld.so.conf",
                    "ld.so.conf.d",
                    "mime.types",
                    "nsswitch.conf",
                    "X11",
                    "xdg",
                    "gtk-3.0",
                    "protocols",
                    "services");

    private final List<String> arguments = new ArrayList<>();

    /**
     * @param temporary most bytes in {@code /tmp}, and as much again in {@code /dev/shm}
     * @param library folder with the files every room sees as its users, groups and hosts
     */
    Bubblewrap(String hostname, ByteSize temporary, Path library) {
        add("bwrap", "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts");
        add("--unshare-cgroup-try", "--uid", "1000", "--gid", "1000", "--hostname", hostname);
        add("--ro-bind", "/usr", "/usr");
        for (var top : List.of("bin", "sbin", "lib", "lib64")) {
            add("--symlink", "usr/" + top, "/" + top);
        }
        for (var name : ETC) {
            if (Files.exists(Path.of("/etc", name))) {
                add("--ro-bind", "/etc/" + name, "/etc/" + name);
            }
        }
        for (var name : List.of("passwd", "group", "hosts", "machine-id")) {
            readOnly(library.resolve(name), "/etc/" + name);
        }
        add("--proc", "/proc", "--dev", "/dev");
        memory("/dev/shm", temporary);
        memory("/tmp", temporary);
        add("--clearenv");
        environment("PATH", "/usr/bin:/bin");
        environment("LANG", "C.UTF-8");
        environment("TZ", "UTC");
    }

    Bubblewrap withoutNetwork() {
        return add("--unshare-net");
    }

    Bubblewrap memory(String inside, ByteSize size) {
        return add("--size", String.valueOf(size.bytes()), "--tmpfs", inside);
    }

    Bubblewrap readOnly(Path outside, String inside) {
        return add("--ro-bind", outside.toString(), inside);
    }

    Bubblewrap writable(Path outside, String inside) {
        return add("--bind", outside.toString(), inside);
    }

    Bubblewrap environment(String name, String value) {
        return add("--setenv", name, value);
    }

    Bubblewrap add(String... more) {
        arguments.addAll(List.of(more));
        return this;
    }

    /** The folder it starts in, and what it starts there. */
    Bubblewrap run(String folder, String... command) {
        add("--chdir", folder, "--");
        return add(command);
    }

    List<String> command() {
        return List.copyOf(arguments);
    }
}
