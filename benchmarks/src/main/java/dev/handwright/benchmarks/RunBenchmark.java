package dev.handwright.benchmarks;

import com.sun.net.httpserver.HttpServer;
import dev.handwright.base.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * How long a run takes whose code returns at once: from {@code POST /runs} until the webhooks
 * arrive, with a warm desktop and a warm sandbox. As root, after {@code make setup}. The peer is
 * the same run when neither was warm.
 */
public final class RunBenchmark {
    private static final int WARM_UP = 5;
    private static final int RUNS = 30;

    /** Between two runs, so that the pools are full again. */
    private static final Duration REST = Duration.ofMillis(1500);

    private static final String PYTHON =
            """
            from pydantic import BaseModel

            class Params(BaseModel):
                pass

            class Result(BaseModel):
                ok: bool = True

            def run(params: Params) -> Result:
                return Result()
            """;

    private static final String JAVA =
            """
            record Params() {}

            record Result(boolean ok) {}

            Result run(Params params) {
                return new Result(true);
            }
            """;

    private final ConcurrentHashMap<String, Long> arrivals = new ConcurrentHashMap<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final PrintStream out = System.out;

    private RunBenchmark() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        new RunBenchmark().run();
    }

    private void run() throws IOException, InterruptedException {
        var receiver =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        receiver.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        receiver.createContext(
                "/",
                exchange -> {
                    var event =
                            Json.readObject(
                                    new String(
                                            exchange.getRequestBody().readAllBytes(),
                                            StandardCharsets.UTF_8));
                    arrivals.putIfAbsent(
                            event.get("message_id") + " " + event.get("status"), System.nanoTime());
                    exchange.sendResponseHeaders(204, -1);
                    exchange.close();
                });
        receiver.start();
        var hook = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/";
        try {
            var cold = measure(hook, 0, "workflow.py", PYTHON, 8);
            var python = measure(hook, 2, "workflow.py", PYTHON, RUNS);
            var java = measure(hook, 2, "Workflow.java", JAVA, RUNS);
            row("POST → `processing` webhook, p50", "≤ 50 ms", python.processing, cold.processing);
            row("empty Python run, POST → `success`, p50", "≤ 500 ms", python.end, cold.end);
            row("empty Java run, POST → `success`, p50", "≤ 400 ms", java.end, cold.end);
        } finally {
            receiver.stop(0);
            client.close();
        }
    }

    /** Medians in milliseconds. */
    private record Times(double processing, double end) {}

    private Times measure(String hook, int warm, String filename, String code, int runs)
            throws IOException, InterruptedException {
        var settings =
                Map.of(
                        "desktops.pool",
                        Integer.toString(warm),
                        "sandboxes.warm_python",
                        Integer.toString(warm),
                        "sandboxes.warm_java",
                        Integer.toString(warm),
                        "runs.concurrency",
                        "4",
                        "webhooks.plain_http",
                        "true",
                        "webhooks.allowed_addresses",
                        "127.0.0.1");
        try (var server = BenchServer.startWithRooms(settings)) {
            var files = List.of(Map.of("filename", filename, "content", code));
            var published =
                    post(server, "/workflows", Map.of("name", "bench", "files", files), 201);
            var workflow = published.get("workflowId");
            var processing = new double[runs];
            var end = new double[runs];
            for (int i = -WARM_UP; i < runs; i++) {
                LockSupport.parkNanos(REST.toNanos());
                long from = System.nanoTime();
                var run =
                        post(
                                server,
                                "/runs",
                                Map.of("workflow_id", workflow, "webhook_callback", hook),
                                202);
                double ended = (await(run.get("messageId") + " success") - from) / 1e6;
                if (i >= 0) {
                    end[i] = ended;
                    processing[i] = (await(run.get("messageId") + " processing") - from) / 1e6;
                }
            }
            Arrays.sort(processing);
            Arrays.sort(end);
            return new Times(processing[runs / 2], end[runs / 2]);
        }
    }

    private long await(String event) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
            var at = arrivals.get(event);
            if (at != null) {
                return at;
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("no event " + event);
            }
            LockSupport.parkNanos(200_000);
        }
    }

    private Map<String, Object> post(BenchServer server, String path, Object body, int wanted)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                        .header("x-api-key", server.key())
                        .POST(HttpRequest.BodyPublishers.ofString(Json.write(body)))
                        .build();
        var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != wanted) {
            throw new IOException(path + " answered " + answer.body());
        }
        @SuppressWarnings("unchecked")
        var map = (Map<String, Object>) (Map<?, ?>) Json.readObject(answer.body());
        return map;
    }

    private void row(String figure, String goal, double measured, double peer) {
        out.println(
                String.format(
                        Locale.ROOT,
                        "| %s | %s | %.0f ms | %.1f × faster than cold (%.0f ms) |",
                        figure,
                        goal,
                        measured,
                        peer / measured,
                        peer));
    }
}
