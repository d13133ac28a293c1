package dev.handwright.sdk;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A file as it was when listed.
 *
 * @param folder the path of its drive
 * @param size bytes
 * @param modified seconds since 1970, with fractions
 */
public record DriveFile(String folder, String name, long size, double modified) {
    /** The bytes it has now. */
    public byte[] readBytes() {
        return Rpc.call("drive.read", Map.of("path", folder, "name", name)).bytes();
    }

    /** The UTF-8 text it has now. */
    public String readText() {
        return new String(readBytes(), StandardCharsets.UTF_8);
    }
}
