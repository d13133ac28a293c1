package dev.handwright.adapter.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.base.AddressRange;
import dev.handwright.base.AddressRules;
import dev.handwright.fakes.RawReceiver;
import dev.handwright.webhooks.Sender.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A receiver with a certificate for {@code receiver.example}. */
final class HttpSenderTlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir private static Path folder;
    private static KeyStore certificate;

    @BeforeAll
    static void certificate() throws Exception {
        var file = folder.resolve("receiver.p12");
        var keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "receiver",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=receiver.example",
                                "-ext",
                                "SAN=dns:receiver.example",
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                new String(PASSWORD),
                                "-keystore",
                                file.toString())
                        .inheritIO()
                        .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        certificate = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            certificate.load(in, PASSWORD);
        }
    }

    @Test
    void aTrustedCertificateOfTheNameIsAccepted() throws Exception {
        assertThat(send("receiver.example", trusted()))
                .isEqualTo(new Outcome.Answered(200, Optional.empty(), ""));
    }

    @Test
    void aCertificateOfAnotherNameIsNot() throws Exception {
        assertThat(send("other.example", trusted()))
                .isInstanceOfSatisfying(
                        Outcome.NoAnswer.class,
                        it -> assertThat(it.why()).startsWith("TLS failed"));
    }

    @Test
    void aCertificateThatNobodyKnowsIsNot() throws Exception {
        assertThat(send("receiver.example", Optional.empty()))
                .isInstanceOfSatisfying(
                        Outcome.NoAnswer.class,
                        it -> assertThat(it.why()).startsWith("TLS failed"));
    }

    private static Outcome send(String host, Optional<KeyStore> trust) throws Exception {
        var rules = new AddressRules(List.of(AddressRange.parse("127.0.0.1")));
        var settings = new HttpSender.Settings(rules, 2, Duration.ofSeconds(5), trust);
        try (var receiver = receiver();
                var sender = new HttpSender(settings, HttpSenderTlsTest::loopback)) {
            return sender.send(receiver.url("https", host), Map.of(), new byte[0]).outcome();
        }
    }

    private static List<InetAddress> loopback(String host) {
        try {
            var bytes = new byte[] {127, 0, 0, 1};
            return List.of(InetAddress.getByAddress(host, bytes)); // as a look-up gives it
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<KeyStore> trusted() throws GeneralSecurityException, IOException {
        var trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("receiver", certificate.getCertificate("receiver"));
        return Optional.of(trust);
    }

    private static RawReceiver receiver() throws GeneralSecurityException, IOException {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(certificate, PASSWORD);
        var tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), null, null);
        var server =
                tls.getServerSocketFactory()
                        .createServerSocket(0, 8, InetAddress.ofLiteral("127.0.0.1"));
        return new RawReceiver(server, RawReceiver.answer(200, "", ""));
    }
}
