package dev.handwright;

import dev.handwright.base.Ids;
import dev.handwright.secrets.KeyRing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * The server's keys in a file of mode 0600: one a line, {@code <id> <base64>}, the newest first. To
 * rotate, put a new line on top; the older ones still open what they sealed.
 */
final class KeyFile {
    private KeyFile() {}

    /** Reads it, or makes it with one new key. */
    static KeyRing open(Path file, Ids ids) {
        try {
            if (!Files.exists(file)) {
                var line =
                        HexFormat.of().formatHex(ids.random(4))
                                + " "
                                + Base64.getEncoder().encodeToString(ids.random(32))
                                + "\n";
                PrivateFile.write(file, line.getBytes(StandardCharsets.US_ASCII));
            }
            refuseWhereOthersRead(file);
            return parse(file, Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    private static KeyRing parse(Path file, List<String> lines) {
        var keys = new ArrayList<KeyRing.Key>();
        for (var line : lines) {
            var words = line.strip().split("\\s+");
            if (words.length == 2 && !line.startsWith("#")) {
                keys.add(new KeyRing.Key(words[0], Base64.getDecoder().decode(words[1])));
            }
        }
        if (keys.isEmpty()) {
            throw new IllegalStateException(file + " holds no key; restore it from a backup");
        }
        return new KeyRing(keys);
    }

    private static void refuseWhereOthersRead(Path file) throws IOException {
        var allowed = List.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        if (!allowed.containsAll(Files.getPosixFilePermissions(file))) {
            throw new IllegalStateException(
                    "others may read %s; run chmod 600 on it".formatted(file));
        }
    }
}
