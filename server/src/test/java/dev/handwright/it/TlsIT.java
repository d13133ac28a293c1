package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS from two PEM files. */
final class TlsIT {
    private static final char[] PASSWORD = "password".toCharArray();

    @TempDir private Path folder;

    @Test
    void theServerSpeaksTlsWithTheGivenFiles() throws Exception {
        var store = selfSigned();
        var certificate = pem("CERTIFICATE", store.getCertificate("server").getEncoded());
        var key = pem("PRIVATE KEY", store.getKey("server", PASSWORD).getEncoded());
        var settings =
                Map.of(
                        "http.tls_certificate", certificate.toString(),
                        "http.tls_key", key.toString(),
                        "http.bind", "127.0.0.1");
        try (var server = TestServer.start(settings);
                var client = HttpClient.newBuilder().sslContext(trusting(store)).build()) {
            assertThat(server.address().getScheme()).isEqualTo("https");
            var url = URI.create("https://localhost:" + server.address().getPort() + "/health");
            var answer =
                    client.send(
                            HttpRequest.newBuilder(url).build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aFileThatIsNoKeyIsNamed() throws Exception {
        var store = selfSigned();
        var certificate = pem("CERTIFICATE", store.getCertificate("server").getEncoded());
        var settings =
                Map.of(
                        "http.tls_certificate", certificate.toString(),
                        "http.tls_key", certificate.toString());
        assertThatThrownBy(() -> TestServer.start(settings).close())
                .hasMessageContaining("no BEGIN PRIVATE KEY in it");
    }

    private Path pem(String type, byte[] der) throws IOException {
        var text =
                "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                        .formatted(type, Base64.getMimeEncoder().encodeToString(der), type);
        return Files.writeString(folder.resolve(type.replace(" ", "") + ".pem"), text);
    }

    private KeyStore selfSigned() throws Exception {
        var file = folder.resolve("store.p12");
        var made =
                new ProcessBuilder(
                                System.getProperty("java.home") + "/bin/keytool",
                                "-genkeypair",
                                "-alias",
                                "server",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "san=dns:localhost",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                new String(PASSWORD))
                        .inheritIO()
                        .start()
                        .waitFor();
        assertThat(made).isZero();
        return KeyStore.getInstance(file.toFile(), PASSWORD);
    }

    private static SSLContext trusting(KeyStore store) throws Exception {
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", store.getCertificate("server"));
        var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
