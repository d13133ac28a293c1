package dev.handwright.webhooks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.handwright.secrets.Secret;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs one attempt in both families (docs/guides/webhooks.md, docs/adr/0025). */
public final class Signature {
    /** What secrets begin with whose rest is Base64 of the key. */
    public static final String PREFIX = "whsec_";

    private Signature() {}

    /**
     * The headers of one attempt. Without a secret they name the event but sign nothing.
     *
     * <p>{@code X-Hmac-Signature} holds one signature, because receivers compare it whole. While
     * two secrets are valid it is that of the older, which receivers know for sure, and {@code
     * X-Hmac-Signature-Next} is that of the newer. {@code webhook-signature} holds both.
     *
     * @param secrets newest first, at most two
     * @param id the event's, the same for every attempt, so that a receiver can drop repeats
     * @param at time of this attempt; sent as whole seconds since 1970, UTC
     * @param body the exact bytes on the wire; re-encoding the JSON would break the signature
     */
    public static Map<String, String> headers(
            List<Secret> secrets, WebhookEvent.Id id, Instant at, byte[] body) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("webhook-id", id.value());
        headers.put("webhook-timestamp", Long.toString(at.getEpochSecond()));
        if (!secrets.isEmpty()) {
            headers.put(
                    "webhook-signature",
                    secrets.stream()
                            .map(secret -> standard(secret, id, at, body))
                            .collect(Collectors.joining(" ")));
            headers.put("X-Hmac-Signature", plain(secrets.getLast(), body));
        }
        if (secrets.size() > 1) {
            headers.put("X-Hmac-Signature-Next", plain(secrets.getFirst(), body));
        }
        return headers;
    }

    /** {@code sha256=} and hex, keyed with the UTF-8 bytes of the secret's text, prefix and all. */
    static String plain(Secret secret, byte[] body) {
        return "sha256=" + HexFormat.of().formatHex(hmac(secret.utf8(), body));
    }

    /**
     * {@code v1,} and the Base64 of HMAC-SHA256 over {@code id.seconds.body}.
     *
     * @see <a href="https://github.com/standard-webhooks/standard-webhooks">Standard Webhooks</a>
     */
    static String standard(Secret secret, WebhookEvent.Id id, Instant at, byte[] body) {
        var head = (id.value() + "." + at.getEpochSecond() + ".").getBytes(US_ASCII);
        return "v1," + Base64.getEncoder().encodeToString(hmac(key(secret), head, body));
    }

    /** The decoded bytes of a {@code whsec_} secret, else the UTF-8 bytes of its text. */
    static byte[] key(Secret secret) {
        var text = secret.reveal();
        return text.startsWith(PREFIX)
                ? Base64.getDecoder().decode(text.substring(PREFIX.length()))
                : secret.utf8();
    }

    private static byte[] hmac(byte[] key, byte[]... parts) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            for (var part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HmacSHA256", e);
        }
    }
}
