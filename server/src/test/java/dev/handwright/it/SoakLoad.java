package dev.handwright.it;

import dev.handwright.base.Json;
import dev.handwright.fakes.Await;
import dev.handwright.fakes.RawReceiver;
import dev.handwright.fakes.ViewerSocket;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Clients that use a server as many do at a time, until they are told to finish. */
final class SoakLoad implements AutoCloseable {
    private static final int RUNS_AT_A_TIME = 2;
    private static final Duration LONGEST_RUN = Duration.ofMinutes(5);
    private static final byte[] FILE = new byte[300_000];

    private final RawReceiver receiver = new RawReceiver(RawReceiver.answer(200, "", ""));
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, String> runs = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
    private final AtomicInteger number = new AtomicInteger();
    private final AtomicInteger desktops = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private final List<Thread> clients = new ArrayList<>();
    private final RealServer server;
    private final TorturePage page;
    private final String workflow;
    private volatile boolean stopping;

    private interface Work {
        void once() throws Exception;
    }

    SoakLoad(RealServer server, TorturePage page) {
        this.server = server;
        this.page = page;
        this.workflow = server.publish("workflow.py", TortureLoad.source());
        for (int i = 0; i < RUNS_AT_A_TIME; i++) {
            repeat(this::run);
        }
        repeat(this::useDesktop);
        repeat(this::list);
    }

    long runs() {
        return runs.size();
    }

    /** What was done, for people. */
    String done() {
        return "%d runs, %d desktops, %d requests"
                .formatted(runs.size(), desktops.get(), requests.get());
    }

    /**
     * Ends what is under way, and waits for the last webhook.
     *
     * @return what went wrong, of all the time
     */
    List<String> finish() throws InterruptedException {
        stopping = true;
        for (var thread : clients) {
            thread.join();
        }
        if (!Await.within(Duration.ofMinutes(1), () -> told().containsAll(runs.keySet()))) {
            faults.add("the ends of some runs were not told");
        }
        return List.copyOf(faults);
    }

    private Set<String> told() {
        return receiver.posts().stream()
                .map(it -> Json.readObject(it.text()))
                .filter(it -> !"processing".equals(it.get("status")))
                .map(it -> String.valueOf(it.get("message_id")))
                .collect(Collectors.toSet());
    }

    private void repeat(Work work) {
        clients.add(
                Thread.ofPlatform()
                        .name("soak-" + clients.size())
                        .start(() -> {
                            while (!stopping) {
                                attempt(work);
                            }
                        }));
    }

    private void attempt(Work work) {
        try {
            work.once();
        } catch (Exception | AssertionError e) {
            faults.add(String.valueOf(e));
            pause(Duration.ofSeconds(1)); // a server that is gone fails each at once
        }
    }

    /** Every seventh is cancelled, every fourth log is followed, every tenth publishes before. */
    private void run() throws Exception {
        int n = number.incrementAndGet();
        if (n % 10 == 0) {
            server.publish("workflow.py", TortureLoad.source());
        }
        var params = Map.of("URL", page.url(), "RUN", "r" + n, "submissions", 3);
        var id = server.run(workflow, params, receiver.url());
        boolean cancelled = n % 7 == 0;
        if (cancelled) {
            pause(Duration.ofMillis(300L * (n % 5)));
            var answer = server.post("/runs/" + id + "/cancel", Map.of());
            expect(answer.status() == 200 ? 200 : 202, answer); // 200: it still waited
        } else if (n % 4 == 0) {
            follow(id);
        }
        Await.that(
                LONGEST_RUN,
                () -> {
                    pause(Duration.ofMillis(200));
                    return !Set.of("queued", "running").contains(status(id));
                });
        runs.put(id, status(id));
        if (!cancelled && !"completed".equals(runs.get(id))) {
            faults.add(server.get("/runs/" + id).text());
        }
    }

    private String status(String run) {
        return expect(200, server.get("/runs/" + run)).field("status");
    }

    private void follow(String run) throws IOException, InterruptedException {
        var request =
                server.to("/runs/" + run + "/logs")
                        .header("Accept", "text/event-stream")
                        .timeout(LONGEST_RUN);
        var answer = client.send(request.build(), BodyHandlers.ofByteArray());
        requests.incrementAndGet();
        if (answer.statusCode() != 200 && answer.statusCode() != 204) {
            faults.add("a followed log is answered " + answer.statusCode());
        }
    }

    private void useDesktop() {
        var id = expect(201, server.post("/desktops", Map.of())).field("desktop_id");
        var desktop = "/desktops/" + id;
        try {
            for (int i = 0; i < 10; i++) {
                act(desktop, Map.of("action", "screenshot"));
                act(desktop, Map.of("action", "left_click", "coordinate", List.of(500, 400)));
                act(desktop, Map.of("action", "type", "text", "Jane Doe"));
            }
            var file = desktop + "/files/some.bin";
            expect(200, server.send(server.to(file).POST(BodyPublishers.ofByteArray(FILE))));
            if (expect(200, server.get(file)).body().length != FILE.length) {
                faults.add("a file came back with another length");
            }
            expect(200, server.get(desktop + "/files"));
            expect(204, server.delete(file));
            view(id);
        } finally {
            expect(200, server.delete(desktop));
        }
        desktops.incrementAndGet();
    }

    private void act(String desktop, Map<String, ?> arguments) {
        var body = Map.of("name", "computer", "arguments", arguments);
        expect(200, server.post(desktop + "/execute", body));
    }

    /** The desktop's end then closes the viewer. */
    private void view(String id) {
        var put = server.to("/desktops/" + id + "/session").PUT(BodyPublishers.noBody());
        var link = server.send(put).field("href");
        var address = URI.create("http://127.0.0.1:" + server.port());
        var token = link.substring(link.indexOf('=') + 1);
        var viewer = ViewerSocket.open(client, address, id, token, Optional.empty());
        if (!viewer.firstBytes().startsWith("RFB")) {
            faults.add("a viewer sees nothing");
        }
    }

    private void list() {
        for (var path : List.of("/runs", "/desktops", "/workflows", "/nodes", "/metrics")) {
            expect(200, server.get(path));
            pause(Duration.ofMillis(100));
        }
    }

    private RealServer.Answer expect(int status, RealServer.Answer answer) {
        requests.incrementAndGet();
        if (answer.status() != status) {
            throw new AssertionError(answer.status() + " " + answer.text());
        }
        return answer;
    }

    private static void pause(Duration time) {
        var _ = Await.within(time, () -> false);
    }

    @Override
    public void close() throws IOException {
        stopping = true;
        client.shutdownNow();
        receiver.close();
    }
}
