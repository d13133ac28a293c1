package dev.handwright.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.base.ByteSize;
import dev.handwright.base.Metrics;
import dev.handwright.fakes.CountingIds;
import dev.handwright.fakes.FakeClock;
import dev.handwright.fakes.MemorySigningSecretStore;
import dev.handwright.fakes.MemoryWorkspaceStore;
import dev.handwright.workspaces.KeyScope;
import dev.handwright.workspaces.Workspaces;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that send everything before they read get their answer, whatever it is. */
@Timeout(60)
final class UnreadBodyTest {
    /** Far more than the buffers between two sockets hold. */
    private static final int LENGTH = 12 << 20;

    private Server server;
    private String key;

    @BeforeEach
    void start() {
        var clock = new FakeClock();
        var ids = new CountingIds();
        var workspaces = new Workspaces(new MemoryWorkspaceStore(), clock, ids);
        var workspace = workspaces.create("one").id();
        key = workspaces.createKey(workspace, "", Set.of(KeyScope.RUNS)).text();
        var echo =
                Route.post(
                        "/echo",
                        Access.key(KeyScope.RUNS),
                        request -> Reply.json(200, Map.of("bytes", request.body().length)));
        server =
                new Server(
                        Loopback.settings(
                                ByteSize.mebibytes(1),
                                64,
                                Duration.ofSeconds(20),
                                Duration.ofSeconds(20)),
                        workspaces,
                        MemorySigningSecretStore.secrets(clock, ids),
                        ids,
                        Metrics.none(),
                        List.of(echo));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aBodyOverTheLimitIs413() throws IOException {
        assertThat(answer("/echo", key, "Content-Length: " + LENGTH))
                .startsWith("HTTP/1.1 413 ")
                .contains("The body is larger than the limit of 1 MiB");
    }

    @Test
    void aWrongKeyIs401() throws IOException {
        assertThat(answer("/echo", "sk_nen_wrong", "Content-Length: " + LENGTH))
                .startsWith("HTTP/1.1 401 ")
                .containsIgnoringCase("Connection: close");
    }

    @Test
    void aWrongPathIs404() throws IOException {
        assertThat(answer("/nowhere", key, "Content-Length: " + LENGTH))
                .startsWith("HTTP/1.1 404 ");
    }

    @Test
    void aBodyThatIsNotWholeIs408() throws IOException {
        var broken = "zz\r\n".getBytes(StandardCharsets.US_ASCII);
        assertThat(answer("/echo", key, "Transfer-Encoding: chunked", broken))
                .startsWith("HTTP/1.1 408 ");
    }

    private String answer(String path, String key, String length) throws IOException {
        return answer(path, key, length, new byte[LENGTH]);
    }

    /** What comes until the server ends the connection, after the whole body was sent. */
    private String answer(String path, String key, String length, byte[] body) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            var head =
                    "POST %s HTTP/1.1\r\nHost: test\r\nx-api-key: %s\r\n%s\r\n\r\n"
                            .formatted(path, key, length);
            var out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            out.write(body);
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
