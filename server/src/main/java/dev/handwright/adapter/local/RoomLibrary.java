package dev.handwright.adapter.local;

import dev.handwright.base.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Our own files that rooms see read-only, unpacked from the jar into the runtime folder. */
final class RoomLibrary {
    private static final String POLICY = "chromium-policy.json";

    private static final List<String> FILES =
            List.of(
                    "chromium-flags",
                    "chromium.desktop",
                    "confine.sh",
                    "drive.py",
                    "group",
                    "gtk.ini",
                    "hosts",
                    "keyboard.xkb",
                    "machine-id",
                    "openbox.xml",
                    "passwd",
                    "proxy-failed.html",
                    "proxy-refused.html",
                    "resolv.conf",
                    "session.sh",
                    "shared.py",
                    "tint2rc");

    private RoomLibrary() {}

    /**
     * Unpacks them; a file is replaced in one step, as rooms may be starting from the old one.
     *
     * @param reachable what desktops may reach in private networks: {@code address:port}, checked
     */
    static Path unpack(Path folder, List<String> reachable) throws IOException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (var name : FILES) {
            write(folder, name, content(name));
        }
        write(folder, POLICY, policy(reachable));
        compileKeyboard(folder);
        return folder;
    }

    /** A compiled keyboard is loaded by a display server in half the time. */
    private static void compileKeyboard(Path folder) throws IOException {
        Command.run(
                "xkbcomp",
                "-w0",
                "-xkm",
                folder.resolve("keyboard.xkb").toString(),
                folder.resolve("keyboard.xkm").toString());
    }

    /**
     * Chromium keeps back what it downloads over plain http, except from origins named here: those
     * that the settings let desktops reach (docs/adr/0030).
     */
    private static byte[] policy(List<String> reachable) throws IOException {
        var policy = Json.readObject(new String(content(POLICY), StandardCharsets.UTF_8));
        policy.put(
                "OverrideSecurityRestrictionsOnInsecureOrigin",
                reachable.stream().map(it -> "http://" + Firewall.fromInside(it)).toList());
        return Json.writeBytes(policy);
    }

    private static byte[] content(String name) throws IOException {
        try (var content = RoomLibrary.class.getResourceAsStream("/rooms/" + name)) {
            if (content == null) {
                throw new IOException("the program lacks its file rooms/" + name);
            }
            return content.readAllBytes();
        }
    }

    private static void write(Path folder, String name, byte[] content) throws IOException {
        var fresh = folder.resolve("." + name);
        Files.write(fresh, content);
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(fresh, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }
}
