package dev.handwright.secrets;

import dev.handwright.base.Ids;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Encrypts secrets for the database: AES-256-GCM with a key of its own for each record (HKDF over a
 * random salt), so that no count of nonces can run out.
 *
 * <p>Form: {@code v1.<key id>.<base64url of salt (16), nonce (12), ciphertext and tag>}. The place
 * where it is kept is authenticated with it: a row copied to another tenant does not open.
 */
public final class Sealing {
    private static final int SALT = 16;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final KeyRing keys;
    private final Ids ids;

    public Sealing(KeyRing keys, Ids ids) {
        this.keys = keys;
        this.ids = ids;
    }

    /**
     * @param place what the value is and whose, as in {@code webhook_secret ws_…}; the same text
     *     opens it
     */
    public String seal(Secret secret, String place) {
        return sealBytes(secret.utf8(), place);
    }

    /** The same for what is no text. */
    public String sealBytes(byte[] secret, String place) {
        var key = keys.sealing();
        var salt = ids.random(SALT);
        var nonce = ids.random(NONCE);
        var sealed = run(Cipher.ENCRYPT_MODE, key, salt, nonce, place, secret);
        var all =
                ByteBuffer.allocate(SALT + NONCE + sealed.length).put(salt).put(nonce).put(sealed);
        return "v1."
                + key.id()
                + "."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(all.array());
    }

    /**
     * @throws IllegalStateException where the key is missing, or the text was changed or sealed for
     *     another place
     */
    public Secret open(String sealed, String place) {
        return new Secret(new String(openBytes(sealed, place), StandardCharsets.UTF_8));
    }

    /** The same for what is no text. */
    public byte[] openBytes(String sealed, String place) {
        var parts = sealed.split("\\.", -1);
        if (parts.length != 3 || !parts[0].equals("v1")) {
            throw new IllegalStateException("a sealed value of an unknown form: " + place);
        }
        var key =
                keys.find(parts[1])
                        .orElseThrow(() ->
                                new IllegalStateException(
                                        "%s was sealed with key %s, which this server lacks; restore its key file"
                                                .formatted(place, parts[1])));
        var all = ByteBuffer.wrap(Base64.getUrlDecoder().decode(parts[2]));
        var salt = new byte[SALT];
        var nonce = new byte[NONCE];
        all.get(salt).get(nonce);
        var rest = new byte[all.remaining()];
        all.get(rest);
        return run(Cipher.DECRYPT_MODE, key, salt, nonce, place, rest);
    }

    private static byte[] run(
            int mode, KeyRing.Key key, byte[] salt, byte[] nonce, String place, byte[] text) {
        try {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, KeyRing.aes(key, salt), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(("v1 " + key.id() + " " + place).getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(text);
        } catch (AEADBadTagException e) {
            throw new IllegalStateException(
                    place + " was changed, or was sealed for another place", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM failed on " + place, e);
        }
    }
}
