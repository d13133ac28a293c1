package dev.handwright.secrets;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The server's own keys, from which every other is derived (HKDF-SHA256, RFC 5869). The first
 * seals; the others only open what they sealed before.
 *
 * @param keys at least one
 */
public record KeyRing(List<Key> keys) {
    public KeyRing {
        keys = List.copyOf(keys);
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("a key ring needs a key");
        }
    }

    /**
     * @param id names it in what it sealed; 1 to 32 letters and digits
     * @param bytes 32 random ones
     */
    public record Key(String id, byte[] bytes) {
        public Key {
            if (bytes.length != 32 || !id.matches("[A-Za-z0-9]{1,32}")) {
                throw new IllegalArgumentException("a key has an id and 32 bytes");
            }
            bytes = bytes.clone();
        }

        @Override
        public byte[] bytes() {
            return bytes.clone();
        }

        @Override
        public String toString() {
            return "key " + id;
        }
    }

    /** 32 bytes for one purpose, from the first key; the same at each start. */
    public byte[] derive(String purpose) {
        return derive(keys.getFirst(), new byte[0], purpose);
    }

    Key sealing() {
        return keys.getFirst();
    }

    Optional<Key> find(String id) {
        return keys.stream().filter(it -> it.id().equals(id)).findFirst();
    }

    static byte[] derive(Key key, byte[] salt, String purpose) {
        try {
            var info = purpose.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            var parameters =
                    HKDFParameterSpec.ofExtract()
                            .addIKM(key.bytes())
                            .addSalt(salt)
                            .thenExpand(info, 32);
            return KDF.getInstance("HKDF-SHA256").deriveData(parameters);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("JDK 25 has HKDF", e);
        }
    }

    static SecretKey aes(Key key, byte[] salt) {
        return new SecretKeySpec(derive(key, salt, "sealing"), "AES");
    }
}
