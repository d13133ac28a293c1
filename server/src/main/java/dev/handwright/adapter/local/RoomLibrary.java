package dev.handwright.adapter.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Our own files that rooms see read-only, unpacked from the jar into the runtime folder. */
final class RoomLibrary {
    private static final List<String> FILES =
            List.of(
                    "chromium-flags",
                    "chromium-policy.json",
                    "chromium.desktop",
                    "confine.sh",
                    "drive.py",
                    "group",
                    "hosts",
                    "machine-id",
                    "openbox.xml",
                    "passwd",
                    "resolv.conf",
                    "session.sh",
                    "tint2rc");

    private RoomLibrary() {}

    /** Unpacks them; a file is replaced in one step, as rooms may be starting from the old one. */
    static Path unpack(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (var name : FILES) {
            unpack(folder, name);
        }
        return folder;
    }

    private static void unpack(Path folder, String name) throws IOException {
        try (var content = RoomLibrary.class.getResourceAsStream("/rooms/" + name)) {
            if (content == null) {
                throw new IOException("the program lacks its file rooms/" + name);
            }
            var fresh = folder.resolve("." + name);
            Files.copy(content, fresh, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(fresh, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
