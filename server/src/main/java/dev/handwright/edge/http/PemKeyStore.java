package dev.handwright.edge.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** A key store made of two PEM files, so that nobody needs keytool. */
final class PemKeyStore {
    private static final Pattern KEY =
            Pattern.compile(
                    "-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private PemKeyStore() {}

    /**
     * @param certificate the server's certificate first, then those that vouch for it
     * @param key PKCS #8, not encrypted (RSA, EC or Ed25519)
     * @throws IllegalArgumentException naming the file that cannot be used
     */
    static KeyStore read(Path certificate, Path key) {
        try {
            var chain = chain(certificate);
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", privateKey(key), new char[0], chain);
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "TLS cannot be set up from %s and %s: %s"
                            .formatted(certificate, key, e.getMessage()),
                    e);
        }
    }

    private static Certificate[] chain(Path file) throws IOException, GeneralSecurityException {
        var factory = CertificateFactory.getInstance("X.509");
        return factory.generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))
                .toArray(Certificate[]::new);
    }

    private static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
        var match = KEY.matcher(Files.readString(file));
        if (!match.find()) {
            throw new InvalidKeySpecException(
                    "no BEGIN PRIVATE KEY in it; convert it with `openssl pkcs8 -topk8 -nocrypt`");
        }
        var spec = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(match.group(1).strip()));
        for (var algorithm : List.of("RSA", "EC", "Ed25519")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                // Not of this kind; the next may fit.
            }
        }
        throw new InvalidKeySpecException("the key is neither RSA, EC nor Ed25519");
    }
}
