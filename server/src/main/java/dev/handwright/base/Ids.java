package dev.handwright.base;

import java.util.UUID;

/** Makes identifiers and random bytes; a test puts a counting one in its place. */
public interface Ids {
    /** A new UUID that sorts by time of creation (version 7, RFC 9562). */
    UUID uuid();

    /** {@code count} bytes from a cryptographic source. */
    byte[] random(int count);

    /** {@code prefix} and 26 letters and digits (130 random bits), as in {@code dsk_…}. */
    default String token(String prefix) {
        var alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
        var text = new StringBuilder(prefix);
        for (byte b : random(26)) {
            text.append(alphabet.charAt(b & 31));
        }
        return text.toString();
    }
}
