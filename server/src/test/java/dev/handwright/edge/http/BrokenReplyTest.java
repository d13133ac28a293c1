package dev.handwright.edge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.adapter.web.HttpPeers;
import dev.handwright.base.Json;
import dev.handwright.nodes.Peers;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client sees where the files behind an answer cannot be read. */
@Timeout(60)
final class BrokenReplyTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private Server server;

    @BeforeEach
    void start() {
        server =
                Loopback.server(
                        List.of(
                                route("/handler/{why}", BrokenReplyTest::failed),
                                route("/desktops/{why}", BrokenReplyTest::failed),
                                route("/stream/{why}", request -> stream(request, 0)),
                                route("/sized/{why}", request -> sized(request, 0)),
                                route("/begun/stream/{why}", request -> stream(request, 4)),
                                route("/begun/sized/{why}", request -> sized(request, 4))));
    }

    @AfterEach
    void stop() {
        client.shutdownNow();
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/handler/away, 503",
        "/stream/away, 503",
        "/sized/away, 503",
        "/handler/missing, 404",
        "/stream/missing, 404",
        "/sized/missing, 404",
        "/stream/bug, 500",
        "/sized/bug, 500"
    })
    void whatFailsBeforeAnythingWentOutIsAnAnswer(String path, int status) throws Exception {
        var answer = get(path);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(Json.readObject(answer.body())).containsOnlyKeys("error", "message");
        var headers = answer.headers();
        assertThat(headers.firstValue("Retry-After").isPresent()).isEqualTo(status == 503);
        assertThat(headers.firstValue("X-Request-Id")).contains("mine");
        assertThat(headers.firstValue("ETag")).isEmpty();
    }

    @Test
    void underDesktopsItHasTheirForm() throws Exception {
        var answer = get("/desktops/away");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(Json.readObject(answer.body())).containsOnlyKeys("error");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/begun/stream/away",
                "/begun/stream/missing",
                "/begun/stream/bug",
                "/begun/sized/away",
                "/begun/sized/bug"
            })
    void whatFailsLaterIsSeenToBeNotWhole(String path) {
        assertThatThrownBy(() -> get(path)).isInstanceOf(IOException.class);
    }

    @Test
    void aNodeThatPassesItOnSeesThatToo() throws Exception {
        var call =
                new Peers.Call(
                        "GET",
                        "/begun/stream/away",
                        Map.of(),
                        OptionalLong.of(0),
                        InputStream.nullInputStream());
        try (var peers = new HttpPeers();
                var answer = peers.call(address(), call, () -> true)) {
            assertThatThrownBy(() -> answer.body().readAllBytes()).isInstanceOf(IOException.class);
        }
    }

    private static Route route(String path, Route.Handler handler) {
        return Route.get(path, Access.open(), handler);
    }

    private static Reply stream(Request request, int count) {
        return Reply.stream(
                        200,
                        "text/plain",
                        out -> {
                            out.write(new byte[count]);
                            if (count > 0) {
                                out.flush();
                            }
                            failed(request);
                        })
                .with("ETag", "\"1\"");
    }

    private static Reply sized(Request request, int count) {
        var unknown = stream(request, count);
        return Reply.stream(200, "text/plain", 1000, unknown.body().writer()).with("ETag", "\"1\"");
    }

    private static Reply failed(Request request) throws IOException {
        switch (request.path("why")) {
            case "away" -> throw new IOException("S3 did not do it");
            case "missing" -> throw new FileNotFoundException("recording.mp4");
            default -> throw new IllegalStateException("a bug");
        }
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create(address() + path)).header("X-Request-Id", "mine");
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
