package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.base.Json;
import dev.handwright.fakes.Await;
import dev.handwright.fakes.ViewerSocket;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Desktops of workspaces on a real server that is killed. */
final class DesktopsIT {
    private final Leftovers leftovers = new Leftovers();

    @Test
    @Tag("check")
    void aDesktopOutlivesTheServerAndADeadOneIsReported() throws Exception {
        try (var server = server(1, 5)) {
            var living =
                    create(
                            server,
                            Map.of("name", "kept", "display", Map.of("width", 800, "height", 600)));
            var dead = create(server, Map.of());
            var link = session(server, living);
            server.kill();
            server.startAgain();
            assertThat(list(server)).containsExactly(living, dead);
            assertOpens(server, living, link);
            assertThat(server.get("/desktops/" + living).text())
                    .contains("\"kept\"", "\"running\"", "\"width\":800");

            server.rooms().killDisplay(dead);

            Await.that(() -> server.get("/desktops/" + dead).status() == 404);
            assertThat(server.get("/desktops/" + dead).field("error")).contains("died");
            assertThat(server.delete("/desktops/" + living).status()).isEqualTo(200);
            server.stop();
            Await.that(() -> leftovers.of(server.folder().resolve("run")).isEmpty());
            server.startAgain();
            assertThat(list(server)).isEmpty();
        }
    }

    @Test
    @Tag("check")
    void aKillInTheMiddleOfCreationsAndDeletionsLeavesNothing() throws Exception {
        flood(6);
    }

    @Test
    @Tag("full")
    void fiftyCreationsAndDeletionsWithAKillInTheMiddleLeaveNothing() throws Exception {
        flood(50);
    }

    /** Half of them are deleted as soon as they are made; the server dies when a third is made. */
    private void flood(int count) throws Exception {
        try (var server = server(2, count + 2)) {
            var made = ConcurrentHashMap.<String>newKeySet();
            var asked = ConcurrentHashMap.<String>newKeySet();
            var deleted = ConcurrentHashMap.<String>newKeySet();
            try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < count; i++) {
                    Optional<Set<String>> deletions =
                            i % 2 == 0 ? Optional.of(asked) : Optional.empty();
                    clients.execute(() -> createAndDelete(server, made, deletions, deleted));
                }
                Await.that(Duration.ofMinutes(2), () -> made.size() >= count / 3);
                server.kill();
            }
            server.startAgain();
            var listed = list(server);
            var owed = new ArrayList<>(made);
            owed.removeAll(asked);
            assertThat(listed).containsAll(owed);
            assertThat(deleted).noneMatch(listed::contains);
            for (var id : listed) {
                assertThat(server.delete("/desktops/" + id).status()).isEqualTo(200);
            }
            server.stop(); // ends its pool
            Await.that(() -> leftovers.of(server.folder().resolve("run")).isEmpty());
            server.startAgain();
            assertThat(list(server)).isEmpty();
        }
    }

    /**
     * @param asked gets the id before it is deleted; empty: it is kept
     * @param deleted gets the id when the deletion is answered
     */
    private static void createAndDelete(
            RealServer server, Set<String> made, Optional<Set<String>> asked, Set<String> deleted) {
        try {
            var id = create(server, Map.of());
            asked.ifPresent(it -> it.add(id));
            made.add(id);
            if (asked.isPresent() && server.delete("/desktops/" + id).status() == 200) {
                deleted.add(id);
            }
        } catch (UncheckedIOException e) {
            // The server is killed: who had no answer is owed nothing.
        }
    }

    /** The link that a person got. */
    private static String session(RealServer server, String desktop) {
        var put = server.to("/desktops/" + desktop + "/session").PUT(BodyPublishers.noBody());
        return server.send(put).field("href");
    }

    private static void assertOpens(RealServer server, String desktop, String link) {
        assertThat(server.get("/desktops/" + desktop).text()).contains("\"session\":{\"href\":");
        var token = link.substring(link.indexOf('=') + 1);
        var client = HttpClient.newHttpClient();
        try {
            var address = URI.create("http://127.0.0.1:" + server.port());
            var viewer = ViewerSocket.open(client, address, desktop, token, Optional.empty());
            assertThat(viewer.firstBytes()).isEqualTo("RFB 003.008\n");
        } finally {
            client.shutdownNow();
        }
    }

    private static String create(RealServer server, Map<String, ?> body) {
        var answer = server.post("/desktops", body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.field("desktop_id");
    }

    private static List<String> list(RealServer server) {
        var ids = new ArrayList<String>();
        if (Json.read(server.get("/desktops").text()) instanceof List<?> desktops) {
            for (var desktop : desktops) {
                ids.add(String.valueOf(((Map<?, ?>) desktop).get("desktop_id")));
            }
        }
        return ids;
    }

    private RealServer server(int pool, int most) {
        var settings = new HashMap<>(leftovers.settings());
        settings.putAll(
                Map.of(
                        "desktops.pool", "" + pool,
                        "desktops.most", "" + most,
                        "desktops.for_runs", "0",
                        "desktops.per_workspace", "" + most,
                        "runs.concurrency", "1",
                        "sandboxes.warm_python", "0",
                        "sandboxes.warm_java", "0"));
        return RealServer.start(settings);
    }
}
