package dev.handwright.edge.http;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tokens that let their bearer watch one run's desktop for a while, and nothing else: {@code <unix
 * seconds>.<hex HMAC-SHA256>}. For many threads.
 */
public final class ViewTokens {
    private static final Duration LAST = Duration.ofMinutes(15);
    private static final Pattern FORM = Pattern.compile("(\\d{1,12})\\.([0-9a-f]{64})");

    private final SecretKeySpec key;
    private final Clock clock;

    /**
     * @param key 32 bytes
     */
    public ViewTokens(byte[] key, Clock clock) {
        this.key = new SecretKeySpec(key, "HmacSHA256");
        this.clock = clock;
    }

    String make(UUID run) {
        long expires = clock.instant().plus(LAST).getEpochSecond();
        return expires + "." + signature(run, expires);
    }

    boolean holds(UUID run, String token) {
        var match = FORM.matcher(token);
        if (!match.matches()) {
            return false;
        }
        long expires = Long.parseLong(match.group(1));
        return MessageDigest.isEqual(
                        signature(run, expires).getBytes(StandardCharsets.US_ASCII),
                        match.group(2).getBytes(StandardCharsets.US_ASCII))
                && clock.instant().getEpochSecond() < expires;
    }

    private String signature(UUID run, long expires) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            var text = "view\n" + run + "\n" + expires;
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA256", e);
        }
    }
}
