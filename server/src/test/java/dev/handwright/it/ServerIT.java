package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The conventions of every route (contract, section 1). */
@Tag("database")
final class ServerIT {
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void healthNeedsNoKey() {
        var answer = server.send(server.to("/health"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("status")).isEqualTo("ok");
        assertThat(answer.json().get("uptime_seconds")).isInstanceOf(Integer.class);
        assertThat(answer.header("X-Request-Id").orElse("")).startsWith("req_");
    }

    @Test
    void trailingSlashesAreTolerated() {
        assertThat(server.send(server.to("/health/")).status()).isEqualTo(200);
    }

    @Test
    void aGoodRequestIdIsKeptAndABadOneReplaced() {
        var kept = server.send(server.to("/health").header("x-request-id", "my-id.7"));
        assertThat(kept.header("X-Request-Id")).contains("my-id.7");
        var replaced = server.send(server.to("/health").header("x-request-id", "a b\"c"));
        assertThat(replaced.header("X-Request-Id").orElse("")).startsWith("req_");
    }

    @Test
    void anUnknownPathIsNotFoundInTheWorkflowShape() {
        var answer = server.send(server.to("/nothing/here"));
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json()).containsOnlyKeys("error", "message");
        assertThat(answer.header("X-Request-Id")).isPresent();
    }

    @Test
    void anotherMethodIsRefusedWithThoseAllowed() {
        var answer = server.send(server.to("/health").POST(HttpRequest.BodyPublishers.noBody()));
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).contains("GET");
        assertThat(answer.json()).containsOnlyKeys("error", "message");
    }

    @Test
    void headIsRefused() {
        var answer =
                server.send(
                        server.to("/health").method("HEAD", HttpRequest.BodyPublishers.noBody()));
        assertThat(answer.status()).isEqualTo(405);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a/../health",
                "/a/%2e%2e/health",
                "/a/%00",
                "/a/%zz",
                "/a/%",
                "/a/..;x/health",
                "/%0a"
            })
    void anOddPathIsOurOwn400(String path) throws IOException {
        var answer = raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 400").contains("X-Request-Id: req_");
        assertThat(answer).contains("{\"error\":\"Invalid request\",\"message\":");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a%2Fb", "/a%5Cb", "/100%25.txt", "/a//b", "/a;b=c"})
    void anUnusualPathIsReadNotRefusedByJetty(String path) throws IOException {
        var answer = raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 404").contains("\"error\":\"Not found\"");
    }

    @Test
    void errorsOfTheHttpServerItselfHaveTheSameShape() throws IOException {
        var long_ = "GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + "a".repeat(20_000) + "\r\n\r\n";
        assertThat(raw(long_))
                .startsWith("HTTP/1.1 431")
                .contains("Content-Type: application/json")
                .contains("X-Request-Id: ")
                .contains("\"error\":");
        assertThat(raw("nonsense\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("\"error\":\"Invalid request\"");
    }

    private static String raw(String request) throws IOException {
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
