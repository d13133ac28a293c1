package dev.handwright.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Query parameters come as they were sent, or are refused. */
@Timeout(60)
final class QueryTest {
    private Server server;

    @BeforeEach
    void start() {
        var echo = Route.get("/echo", Access.open(), QueryTest::echo);
        server = Loopback.server(List.of(echo));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static Reply echo(Request request) {
        var text = request.query("text").orElse("none");
        return Reply.json(200, Map.of("echo", text + " " + request.query("limit", 1, 100, 50)));
    }

    @ParameterizedTest
    @CsvSource({
        "'', none 50",
        "?, none 50",
        "?text, ' 50'",
        "?text=a%20b+c%2B&limit=7, a b c+ 7",
        "?text=%C3%A9&text=x&limit=%37, é 7",
        "?other=%zz&limit=7, none 7"
    })
    void theyComeUnescaped(String query, String echo) throws IOException {
        assertThat(get(query, "X: y"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("\"%s\"}".formatted(echo));
    }

    @ParameterizedTest
    @CsvSource({"?text=%zz, text", "?text=%ff, text", "?limit=%zz, limit", "?limit=7%, limit"})
    void aBrokenOneIsNamed(String query, String name) throws IOException {
        assertThat(get(query, "X: y"))
                .startsWith("HTTP/1.1 400 ")
                .contains("query parameter '%s'".formatted(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json; charset", "text/plain; charset=bogus"})
    void theTypeOfABodyDoesNotMatterToThem(String type) throws IOException {
        assertThat(get("?text=a&limit=7", "Content-Type: " + type)).contains("\"a 7\"");
    }

    @Test
    void aBrokenNameIsRefused() throws IOException {
        assertThat(get("?%zz=1&limit=7", "X: y")).startsWith("HTTP/1.1 400 ");
    }

    private String get(String query, String header) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            var head =
                    "GET /echo%s HTTP/1.1\r\nHost: test\r\nConnection: close\r\n%s\r\n\r\n"
                            .formatted(query, header);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
