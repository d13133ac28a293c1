package dev.handwright.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.artifacts.Artifact;
import dev.handwright.artifacts.Artifacts;
import dev.handwright.artifacts.UrlSigner;
import dev.handwright.base.ByteSize;
import dev.handwright.base.Metrics;
import dev.handwright.fakes.CountingIds;
import dev.handwright.fakes.FakeClock;
import dev.handwright.fakes.MemoryArtifactStore;
import dev.handwright.fakes.MemoryBlobStore;
import dev.handwright.fakes.MemorySigningSecretStore;
import dev.handwright.fakes.MemoryWorkspaceStore;
import dev.handwright.workspaces.Workspaces;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Presigned URLs over HTTP. */
final class ArtifactRoutesTest {
    private static final UUID RUN = UUID.fromString("0198c0de-0000-7000-8000-0000000000ab");

    private final FakeClock clock = new FakeClock();
    private final CountingIds ids = new CountingIds();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Artifacts artifacts =
            new Artifacts(
                    new MemoryArtifactStore(),
                    new MemoryBlobStore(),
                    new UrlSigner(new byte[32], clock),
                    () -> URI.create("http://127.0.0.1:" + port()),
                    clock);
    private Server server;
    private String url;

    @BeforeEach
    void start() throws IOException {
        var settings =
                Loopback.settings(
                        ByteSize.mebibytes(1), 16, Duration.ofSeconds(5), Duration.ofSeconds(1));
        var workspaces = new Workspaces(new MemoryWorkspaceStore(), clock, ids);
        server =
                new Server(
                        settings,
                        workspaces,
                        MemorySigningSecretStore.secrets(clock, ids),
                        ids,
                        Metrics.none(),
                        new ArtifactRoutes(artifacts).routes());
        var text = "0123456789".getBytes(StandardCharsets.UTF_8);
        artifacts.keep(RUN, Artifact.Kind.RECORDING, new ByteArrayInputStream(text));
        url =
                artifacts
                        .url(RUN, Artifact.Kind.RECORDING, clock.instant().plusSeconds(60))
                        .toString();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void theFileIsHandedOutAsAnAttachmentThatCannotRun() throws Exception {
        var answer = get(url);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("0123456789");
        assertThat(header(answer, "Content-Type")).isEqualTo("video/mp4");
        assertThat(header(answer, "Content-Length")).isEqualTo("10");
        assertThat(header(answer, "Content-Disposition"))
                .isEqualTo("attachment; filename=\"recording.mp4\"");
        assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(answer, "Content-Security-Policy")).contains("sandbox");
        assertThat(header(answer, "Accept-Ranges")).isEqualTo("bytes");
    }

    @Test
    void aRangeIsAPart() throws Exception {
        var answer = get(url, "Range", "bytes=3-5");
        assertThat(answer.statusCode()).isEqualTo(206);
        assertThat(answer.body()).isEqualTo("345");
        assertThat(header(answer, "Content-Range")).isEqualTo("bytes 3-5/10");
        var beyond = get(url, "Range", "bytes=10-");
        assertThat(beyond.statusCode()).isEqualTo(416);
        assertThat(header(beyond, "Content-Range")).isEqualTo("bytes */10");
    }

    @Test
    void theTagSavesFetchingAgain() throws Exception {
        var tag = header(get(url), "ETag");
        assertThat(get(url, "If-None-Match", tag).statusCode()).isEqualTo(304);
        assertThat(get(url, "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
        assertThat(get(url, "Range", "bytes=0-0", "If-Range", tag).statusCode()).isEqualTo(206);
        assertThat(get(url, "Range", "bytes=0-0", "If-Range", "\"x\"").statusCode()).isEqualTo(200);
    }

    @Test
    void anExpiredLinkIsRefused() throws Exception {
        clock.pass(Duration.ofSeconds(60));
        assertThat(get(url).statusCode()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "recording.mp4|assets.zip",
                "00ab|00ac",
                "expires=|expires=9",
                "signature=|signature=0",
                "signature=|other=",
                "recording.mp4|recording.mp4/",
                "recording.mp4|%72ecording.mp4"
            })
    void aChangedLinkIsRefused(String change) throws Exception {
        var parts = change.split("\\|", -1);
        var changed = url.replace(parts[0], parts[1]);
        assertThat(changed).isNotEqualTo(url);
        assertThat(get(changed).statusCode()).isEqualTo(403);
    }

    @Test
    void otherMethodsAreRefused() throws Exception {
        for (var method : List.of("HEAD", "POST", "PUT", "DELETE")) {
            for (var accept : List.of("*/*", "text/html")) {
                var request =
                        HttpRequest.newBuilder(URI.create(url))
                                .header("Accept", accept)
                                .method(method, HttpRequest.BodyPublishers.noBody());
                var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(method).isEqualTo(405);
                assertThat(header(answer, "Allow")).as(method + " " + accept).isEqualTo("GET");
            }
        }
    }

    @Test
    void aDeletedFileIsGone() throws Exception {
        artifacts.delete(RUN);
        assertThat(get(url).statusCode()).isEqualTo(404);
    }

    private int port() {
        return server.port();
    }

    private HttpResponse<String> get(String url, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
