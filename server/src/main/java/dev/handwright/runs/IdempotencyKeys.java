package dev.handwright.runs;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Compares the bodies sent under one idempotency key by a keyed HMAC: the store, when it is stolen,
 * gives nobody a way to try out what a body held.
 */
final class IdempotencyKeys {
    /** How long a key answers the same run. */
    static final Duration LAST = Duration.ofHours(24);

    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    /**
     * @param key at least 32 random bytes, the same over restarts
     */
    IdempotencyKeys(byte[] key) {
        if (key.length < 32) {
            throw new IllegalArgumentException("a key of at least 32 bytes is needed");
        }
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    static Optional<String> problem(String key) {
        return KEY.matcher(key).matches()
                ? Optional.empty()
                : Optional.of(
                        "Idempotency-Key has 1 to 255 visible ASCII characters and no spaces");
    }

    String bodyHmac(byte[] body) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
