package dev.handwright.viewing;

import dev.handwright.desktops.Desktop;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Grants as text that cannot be forged: {@code <scope>.<begun>.<expires>.<session>.<hex
 * HMAC-SHA256>}, times in Unix seconds. The desktop is not in it, but signed with it. For many
 * threads.
 */
final class ViewTokens {
    private static final Pattern FORM =
            Pattern.compile(
                    "(view|control)\\.(\\d{1,12})\\.(\\d{1,12})\\.([a-z0-9_]{1,64})\\.([0-9a-f]{64})");

    private final SecretKeySpec key;

    /**
     * @param key 32 bytes
     */
    ViewTokens(byte[] key) {
        this.key = new SecretKeySpec(key, "HmacSHA256");
    }

    String text(Grant grant) {
        var signed = signed(grant);
        return signed + "." + signature(grant.desktop(), signed);
    }

    /** The grant for a desktop, whether expired or not; empty where the text is not ours. */
    Optional<Grant> read(Desktop.Id desktop, String text) {
        var match = FORM.matcher(text);
        if (!match.matches()) {
            return Optional.empty();
        }
        var grant =
                new Grant(
                        desktop,
                        match.group(4),
                        Scope.of(match.group(1)).orElseThrow(),
                        Instant.ofEpochSecond(Long.parseLong(match.group(2))),
                        Instant.ofEpochSecond(Long.parseLong(match.group(3))));
        var right = signature(desktop, signed(grant)).getBytes(StandardCharsets.US_ASCII);
        var given = match.group(5).getBytes(StandardCharsets.US_ASCII);
        return MessageDigest.isEqual(right, given) ? Optional.of(grant) : Optional.empty();
    }

    private static String signed(Grant grant) {
        return "%s.%d.%d.%s"
                .formatted(
                        grant.scope().word(),
                        grant.begun().getEpochSecond(),
                        grant.expires().getEpochSecond(),
                        grant.session());
    }

    private String signature(Desktop.Id desktop, String signed) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            var text = "view\n" + desktop + "\n" + signed;
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA256", e);
        }
    }
}
