package dev.handwright.edge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.base.ByteSize;
import dev.handwright.base.Metrics;
import dev.handwright.fakes.Await;
import dev.handwright.fakes.CountingIds;
import dev.handwright.fakes.FakeClock;
import dev.handwright.fakes.MemorySigningSecretStore;
import dev.handwright.fakes.MemoryWorkspaceStore;
import dev.handwright.workspaces.Workspaces;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a stop does to requests under way. */
@Timeout(60)
final class ServerStopTest {
    private final CountDownLatch begun = new CountDownLatch(2);
    private final CountDownLatch go = new CountDownLatch(1);
    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void aRequestUnderWayIsFinishedAndAStreamIsEnded() throws Exception {
        var server = server(Duration.ofSeconds(30));
        var slow = get(server, "/slow");
        var stream = get(server, "/stream");
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();

        var stopped = CompletableFuture.runAsync(server::close);
        assertThat(stream.get(20, TimeUnit.SECONDS).body()).isEqualTo("one");
        assertThat(stopped).isNotDone();
        go.countDown();
        assertThat(slow.get(20, TimeUnit.SECONDS).body()).isEqualTo("{\"done\":true}");
        stopped.get(20, TimeUnit.SECONDS);
        client.close();
    }

    @Test
    void aRequestThatDoesNotFinishIsEnded() throws Exception {
        var server = server(Duration.ofMillis(50));
        var slow = get(server, "/slow");
        Await.that(() -> begun.getCount() == 1);
        server.close();
        assertThatThrownBy(() -> slow.get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(IOException.class);
        go.countDown();
        client.close();
    }

    private Server server(Duration drain) {
        var settings = Loopback.settings(ByteSize.mebibytes(1), 16, Duration.ofSeconds(50), drain);
        var ids = new CountingIds();
        var workspaces = new Workspaces(new MemoryWorkspaceStore(), new FakeClock(), ids);
        var routes =
                List.of(
                        Route.get("/slow", Access.open(), _ -> slow()),
                        Route.get("/stream", Access.open(), _ -> stream()));
        var signing = MemorySigningSecretStore.secrets(new FakeClock(), ids);
        return new Server(settings, workspaces, signing, ids, Metrics.none(), routes);
    }

    private Reply slow() {
        begun.countDown();
        await(go);
        return Reply.json(200, Map.of("done", true));
    }

    private Reply stream() {
        return Reply.stream(
                200,
                "text/plain",
                out -> {
                    out.write('o');
                    out.write('n');
                    out.write('e');
                    out.flush();
                    begun.countDown();
                    await(new CountDownLatch(1));
                });
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private CompletableFuture<HttpResponse<String>> get(Server server, String path) {
        var url = URI.create("http://127.0.0.1:" + server.port() + path);
        return client.sendAsync(
                HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
    }
}
