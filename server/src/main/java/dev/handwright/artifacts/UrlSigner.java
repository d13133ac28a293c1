package dev.handwright.artifacts;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs a path for GET until a time: {@code path?expires=<unix seconds>&signature=<hex
 * HMAC-SHA256>} over method, path and time. For many threads.
 */
public final class UrlSigner {
    private final SecretKeySpec key;
    private final Clock clock;

    /**
     * @param key 32 bytes
     */
    public UrlSigner(byte[] key, Clock clock) {
        this.key = new SecretKeySpec(key, "HmacSHA256");
        this.clock = clock;
    }

    /** The path with its query. */
    public String sign(String path, Instant expires) {
        long seconds = expires.getEpochSecond();
        return "%s?expires=%d&signature=%s".formatted(path, seconds, signature(path, seconds));
    }

    /**
     * Whether this signature is ours for this very path and the time has not passed.
     *
     * @param path as it was sent, still escaped
     */
    public boolean holds(String path, String expires, String signature) {
        if (!expires.matches("\\d{1,12}")) {
            return false;
        }
        long seconds = Long.parseLong(expires);
        boolean ours =
                MessageDigest.isEqual(
                        signature(path, seconds).getBytes(StandardCharsets.US_ASCII),
                        signature.getBytes(StandardCharsets.UTF_8));
        return ours && clock.instant().getEpochSecond() < seconds;
    }

    private String signature(String path, long seconds) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            var text = "GET\n" + path + "\n" + seconds;
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA256", e);
        }
    }
}
