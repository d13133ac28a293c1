package dev.handwright.workspaces;

import dev.handwright.base.Ids;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The text of a key: {@code sk_nen_} and 52 letters and digits, 260 random bits. */
final class KeyText {
    private static final int HINT_LENGTH = 12;

    private KeyText() {}

    static String fresh(Ids ids) {
        return ids.token("sk_nen_") + ids.token("");
    }

    /** So much may be shown later, to tell keys apart. */
    static String hint(String text) {
        return text.substring(0, HINT_LENGTH) + "…";
    }

    /**
     * What is stored in its place. A plain SHA-256 is enough: the text has more random bits than
     * the hash, so that there is nothing to guess (and a slow hash would cost on each request).
     */
    static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
