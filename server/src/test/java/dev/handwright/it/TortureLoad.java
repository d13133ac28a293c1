package dev.handwright.it;

import dev.handwright.base.Json;
import dev.handwright.fakes.Await;
import dev.handwright.fakes.RawReceiver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A client that keeps some runs under way: each is asked for with its idempotency key until it is
 * acknowledged, whatever happens to the server, and its events are received.
 */
final class TortureLoad implements AutoCloseable {
    static final int SUBMISSIONS = 3;

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** Names of runs, as the portal knows them, to the ids under which they were acknowledged. */
    final Map<String, String> acknowledged = new ConcurrentHashMap<>();

    final RawReceiver receiver = new RawReceiver(RawReceiver.answer(200, "", ""));

    private final List<RealServer> servers;
    private final TorturePage page;
    private final List<String> workflows;
    private final int underWay;
    private int asked;
    private final Thread client;
    private volatile boolean stopping;

    /**
     * @param servers any of which may be asked
     */
    TortureLoad(List<RealServer> servers, TorturePage page, int underWay) {
        this.servers = servers;
        this.page = page;
        this.underWay = underWay;
        this.workflows =
                Stream.of(source(), source() + "\n\nRETRIES = 10\n")
                        .map(it -> servers.getFirst().publish("workflow.py", it))
                        .toList();
        this.client = Thread.ofPlatform().name("torture-load").start(this::ask);
    }

    /** Asks for no more, and waits until the end of each run has been told. */
    void finish() throws InterruptedException {
        stopping = true;
        client.join();
        try {
            Await.that(PATIENCE, () -> ended().containsAll(acknowledged.values()));
        } catch (AssertionError e) {
            var missing = new LinkedHashMap<>(acknowledged);
            missing.values().removeAll(ended());
            missing.replaceAll((_, id) -> id + " " + servers.getFirst().get("/runs/" + id).text());
            throw new AssertionError("these did not end: " + missing, e);
        }
    }

    /** Runs whose end was told. */
    Set<String> ended() {
        return receiver.posts().stream()
                .map(it -> Json.readObject(it.text()))
                .filter(it -> !"processing".equals(it.get("status")))
                .map(it -> String.valueOf(it.get("message_id")))
                .collect(Collectors.toSet());
    }

    /** Faults of logs that do not end as their runs did, whichever server is asked. */
    List<String> unfinishedLogs() {
        var faults = new ArrayList<String>();
        for (var id : acknowledged.values()) {
            var status = servers.getFirst().get("/runs/" + id).field("status");
            for (var server : servers) {
                var last = server.logs(id).lines().reduce("", (_, line) -> line);
                if (!last.contains("\"line\":\"" + status)) {
                    faults.add("the log of %s, %s, ends with: %s".formatted(id, status, last));
                }
            }
        }
        return faults;
    }

    private void ask() {
        for (int number = 1; !stopping; number++) {
            var name = "r" + number;
            while (!acknowledged(name)) {
                pause();
            }
            while (!stopping && acknowledged.size() - ended().size() >= underWay) {
                pause();
            }
        }
    }

    private static void pause() {
        var _ = Await.within(Duration.ofMillis(50), () -> false);
    }

    /** Whether a run begins anew where its desktop is gone; else it fails. */
    static boolean beginsAnew(String name) {
        return Integer.parseInt(name.substring(1)) % 3 > 0;
    }

    private boolean acknowledged(String name) {
        var server = servers.get(asked++ % servers.size());
        var body =
                Map.of(
                        "workflow_id",
                        workflows.get(beginsAnew(name) ? 1 : 0),
                        "workflow_params",
                        Map.of("URL", page.url(), "RUN", name, "submissions", SUBMISSIONS),
                        "webhook_callback",
                        receiver.url().toString());
        try {
            var answer =
                    server.send(
                            server.to("/runs")
                                    .header("Idempotency-Key", name)
                                    .POST(HttpRequest.BodyPublishers.ofString(Json.write(body))));
            if (answer.status() == 202 || answer.status() == 200) {
                acknowledged.put(name, answer.field("messageId"));
                return true;
            }
            if (answer.status() < 500) {
                throw new AssertionError(answer.text());
            }
        } catch (UncheckedIOException e) {
            // The server is not there now.
        }
        return false;
    }

    static String source() {
        try (var file = TortureLoad.class.getResourceAsStream("/torture/workflow.py")) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        stopping = true;
        receiver.close();
    }
}
