package dev.handwright.adapter.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.handwright.desktops.HostPattern;
import dev.handwright.desktops.NetworkRules;
import dev.handwright.fakes.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A desktop that may reach named hosts only. The names are in the rooms' hosts file; {@code
 * private.test} is an address of this machine that no setting opens.
 */
@Tag("check")
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class NamedHostsIT {
    private static final List<String> HOSTS =
            List.of("allowed.test", "*.wild.test", "private.test", "10.0.2.2");

    private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
    private final HttpServer server = server();
    private final int port = server.getAddress().getPort();
    private LaunchedRooms rooms;
    private TriedDesktop desktop;

    @BeforeAll
    void start() throws IOException {
        rooms = new LaunchedRooms(it -> it.withReachable(List.of("127.0.0.1:" + port)));
        Files.writeString(
                rooms.settings.library().resolve("hosts"),
                """
                127.0.0.1 localhost desktop
                10.0.2.2 allowed.test below.allowed.test refused.test a.wild.test b.c.wild.test wild.test
                %s private.test
                """
                        .formatted(IsolationIT.ownAddress()));
        desktop = new TriedDesktop(rooms, NetworkRules.NONE.withHosts(HostPattern.all(HOSTS)));
    }

    @AfterAll
    void stop() throws IOException {
        desktop.close();
        rooms.close();
        server.stop(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"allowed.test", "ALLOWED.test", "a.wild.test", "b.c.wild.test"})
    void namedHostsAreReached(String host) throws IOException {
        assertThat(get("http://%s:%d/".formatted(host, port))).startsWith("200").contains("hello");
        assertThat(tunnel(host + ":" + port)).contains(" 200 ").contains("hello");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "refused.test",
                "wild.test",
                "below.allowed.test",
                "allowed.test.refused.test",
                "xallowed.test",
                "allowed.test@refused.test",
                "127.0.0.1",
                "localhost",
                "nowhere.invalid"
            })
    void othersAreRefusedWithAPageThatSaysWhy(String host) throws IOException {
        assertThat(get("http://%s:%d/".formatted(host, port)))
                .startsWith("403")
                .contains("This host is not allowed");
        assertThat(tunnel(host + ":" + port)).contains(" 403 ").doesNotContain("hello");
    }

    @Test
    void theNameThatCountsIsTheOneThatIsDialled() throws IOException {
        assertThat(raw("GET http://refused.test:%d/ HTTP/1.1\r\nHost: allowed.test\r\n\r\n"))
                .contains(" 403 ");
        asked.clear();
        assertThat(raw("GET http://allowed.test:%d/ HTTP/1.1\r\nHost: refused.test\r\n\r\n"))
                .contains("hello");
        assertThat(asked).containsExactly("allowed.test:" + port + " /");
    }

    @Test
    void anAllowedNameOfAnAddressThatIsClosedIsNotReached() throws IOException {
        try (var closed = IsolationIT.listen(IsolationIT.ownAddress())) {
            assertThat(tunnel("private.test:" + closed.getLocalPort())).contains(" 500 ");
            assertThat(get("http://private.test:%d/".formatted(closed.getLocalPort())))
                    .startsWith("500")
                    .contains("was not reached");
        }
    }

    @Test
    void withoutTheProxyNothingIsReached() throws IOException {
        assertThat(IsolationIT.connect(desktop, "10.0.2.2", port)).isEqualTo("closed");
        assertThat(IsolationIT.connect(desktop, "1.1.1.1", 443)).isEqualTo("closed");
        assertThat(IsolationIT.connect(desktop, Firewall.RESOLVER, 53)).isEqualTo("closed");
    }

    @Test
    void noNameIsLookedUpThatIsNotAllowed() throws IOException {
        var datagram =
                """
                import socket
                s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                s.settimeout(2)
                s.connect(("10.0.2.3", 53))
                try:
                    s.send(bytes.fromhex("123401000001000000000000076578616d706c6503636f6d0000010001"))
                    print(s.recv(512))
                except OSError as e:
                    print("refused", type(e).__name__)
                """;
        assertThat(python(datagram))
                .isIn("refused PermissionError", "refused ConnectionRefusedError");
        assertThat(lookups(() -> tunnel("leak.refused.test:443"))).isZero();
        assertThat(lookups(() -> tunnel("leak.wild.test:443"))).isPositive();
    }

    /** Packets to the resolver that the firewall let pass meanwhile. */
    private long lookups(Asking asking) throws IOException {
        var counter =
                "table inet counted { chain output { type filter hook output priority 10 ;"
                        + " ip daddr 10.0.2.3 counter ; } ; }";
        var namespace = "--net=" + RoomNetwork.namespace(desktop.state().uid());
        Command.run("nsenter", namespace, "nft", counter);
        try {
            asking.ask();
            var counted =
                    Command.tryRun("nsenter", namespace, "nft", "list", "table", "inet", "counted");
            return Long.parseLong(counted.output().replaceAll("(?s).*packets (\\d+).*", "$1"));
        } finally {
            Command.run("nsenter", namespace, "nft", "delete", "table", "inet", "counted");
        }
    }

    private interface Asking {
        String ask() throws IOException;
    }

    @Test
    void aProxyThatDiesComesBackAndIsNotMissedAsAWall() throws IOException {
        var proxy = proxy();
        ProcessHandle.of(proxy).ifPresent(ProcessHandle::destroyForcibly);

        assertThat(IsolationIT.connect(desktop, "10.0.2.2", port)).isEqualTo("closed");
        Await.that(() -> {
            try {
                return get("http://allowed.test:%d/".formatted(port)).startsWith("200");
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    @Test
    void theDesktopsProgramsDoNotSeeIt() throws IOException {
        assertThat(desktop.inside("ps", "ax").output())
                .contains("Xvnc")
                .doesNotContain("tinyproxy");
        assertThat(ProcessHandle.of(proxy()).isPresent()).isTrue();
    }

    @Test
    void chromiumReachesOnlyThemAndSaysSo() throws Exception {
        asked.clear();
        desktop.browse(url("allowed.test", "/yes"));
        awaitTitle("allowed.test");
        desktop.visit(url("refused.test", "/no"));
        awaitTitle("refused.test");
        desktop.visit(url("a.wild.test", "/then"));
        awaitTitle("a.wild.test");

        assertThat(asked)
                .contains("allowed.test:" + port + " /yes", "a.wild.test:" + port + " /then")
                .noneMatch(it -> it.contains("refused"));
    }

    private String url(String host, String path) {
        return "http://" + host + ":" + port + path;
    }

    private void awaitTitle(String words) {
        Await.that(
                Duration.ofSeconds(60),
                () ->
                        desktop.screen.windows().list().stream()
                                .anyMatch(it -> it.title().contains(words)));
    }

    private long proxy() throws IOException {
        return RoomProcess.ofUser(desktop.state().uid()).stream()
                .filter(it -> RoomProcess.read(it, "comm").strip().equals("tinyproxy"))
                .findFirst()
                .orElseThrow();
    }

    /** Status and body, through the proxy that the environment names. */
    private String get(String url) throws IOException {
        return python(
                """
                import sys, urllib.error, urllib.request
                try:
                    answer = urllib.request.urlopen(sys.argv[1], timeout=10)
                except urllib.error.HTTPError as error:
                    answer = error
                print(answer.status, answer.read().decode())
                """,
                url);
    }

    private String tunnel(String target) throws IOException {
        return raw("CONNECT " + target + " HTTP/1.1\r\n\r\n");
    }

    private String raw(String request) throws IOException {
        return python(
                """
                import socket, sys
                s = socket.create_connection(("127.0.0.1", 3128), timeout=10)
                s.sendall(sys.argv[1].encode())
                data = b""
                while chunk := s.recv(4096):
                    data += chunk
                    if b"hello" in data:
                        break
                    if data.startswith(b"HTTP/1.0 200 Connection established"):
                        s.sendall(b"GET / HTTP/1.0\\r\\n\\r\\n")
                print(data.decode())
                """,
                request.replace("%d", "" + port));
    }

    private String python(String script, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("/usr/bin/env", "http_proxy=" + RoomProxy.URL));
        command.addAll(List.of("/usr/bin/python3", "-c", script));
        command.addAll(List.of(arguments));
        return desktop.inside(command.toArray(new String[0])).output().strip();
    }

    private HttpServer server() {
        try {
            var made =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
            made.createContext(
                    "/",
                    exchange -> {
                        asked.add(
                                exchange.getRequestHeaders().getFirst("Host")
                                        + " "
                                        + exchange.getRequestURI());
                        var body = "hello".getBytes(StandardCharsets.UTF_8);
                        exchange.sendResponseHeaders(200, body.length);
                        try (var out = exchange.getResponseBody()) {
                            out.write(body);
                        }
                    });
            made.start();
            return made;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
