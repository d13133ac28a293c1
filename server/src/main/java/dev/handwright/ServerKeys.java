package dev.handwright;

import dev.handwright.adapter.local.PrintedSecret;
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
 * The server's keys: one a line, {@code <id> <base64>}, the newest first; a comma ends a line, too.
 * The first seals, the others still open what they sealed. From a setting, from a command, or else
 * in a file of mode 0600.
 */
final class ServerKeys {
    private ServerKeys() {}

    /** As {@link #open}, but makes the file with one new key where it is needed and not there. */
    static KeyRing openOrMake(Config.Storage storage, Path file, Ids ids) {
        if (storage.keysInFile() && !Files.exists(file)) {
            write(file, line(ids) + "\n");
        }
        return open(storage, file);
    }

    /**
     * @throws CannotStart for keys that cannot be had or read, without telling them
     */
    static KeyRing open(Config.Storage storage, Path file) {
        if (storage.keys().isPresent()) {
            return parse("storage.keys", storage.keys().get().reveal());
        }
        if (!storage.keysInFile()) {
            return parse("storage.keys_command", printed(storage.keysCommand()));
        }
        return parse(file.toString(), read(file));
    }

    /**
     * Puts a new key on top.
     *
     * @throws CannotStart where there is no file of keys
     */
    static void rotate(Path file, Ids ids) {
        var text = read(file);
        parse(file.toString(), text);
        write(file, line(ids) + "\n" + text);
    }

    /** A new key. */
    static String line(Ids ids) {
        return HexFormat.of().formatHex(ids.random(4))
                + " "
                + Base64.getEncoder().encodeToString(ids.random(32));
    }

    private static String read(Path file) {
        if (Files.notExists(file)) {
            throw bad(
                    file.toString(),
                    "is not there; the server makes it at its first start. If the server has its keys"
                            + " from elsewhere, give this command the same storage.keys"
                            + " (HANDWRIGHT_STORAGE__KEYS) or storage.keys_command");
        }
        try {
            refuseWhereOthersRead(file);
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    private static void write(Path file, String text) {
        PrivateFile.write(file, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static KeyRing parse(String where, String text) {
        var keys = new ArrayList<KeyRing.Key>();
        for (var line : text.split("[\n,]")) {
            var words = line.strip().split("\\s+");
            if (!words[0].isEmpty() && !words[0].startsWith("#")) {
                keys.add(key(where, words));
            }
        }
        if (keys.isEmpty()) {
            throw bad(where, "has no key; restore it from a backup");
        }
        return new KeyRing(keys);
    }

    private static KeyRing.Key key(String where, String[] words) {
        try {
            if (words.length == 2) {
                return new KeyRing.Key(words[0], Base64.getDecoder().decode(words[1]));
            }
        } catch (IllegalArgumentException e) {
            // Said below; the message of the decoder would show a part of the key.
        }
        throw bad(where, "has a line that is not `<id> <Base64 of 32 bytes>`");
    }

    private static String printed(List<String> command) {
        try {
            return PrintedSecret.of(command).reveal();
        } catch (IOException e) {
            throw bad("storage.keys_command", "gives no keys: " + e.getMessage());
        }
    }

    private static CannotStart bad(String where, String what) {
        return new CannotStart(List.of(where + " " + what));
    }

    private static void refuseWhereOthersRead(Path file) throws IOException {
        var allowed = List.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        if (!allowed.containsAll(Files.getPosixFilePermissions(file))) {
            throw bad(file.toString(), "can be read by others; run chmod 600 on it");
        }
    }
}
