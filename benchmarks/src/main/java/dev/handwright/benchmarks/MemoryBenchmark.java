package dev.handwright.benchmarks;

import dev.handwright.base.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * The server's resident memory after a thousand runs, each on a desktop of its own and filmed. As
 * root, after {@code make setup}; takes some minutes.
 */
public final class MemoryBenchmark {
    private static final int RUNS = 1000;
    private static final Duration LIMIT = Duration.ofMinutes(40);

    private static final String WORKFLOW =
            """
            from pydantic import BaseModel

            class Params(BaseModel):
                pass

            class Result(BaseModel):
                ok: bool = True

            def run(params: Params) -> Result:
                print("done")
                return Result()
            """;

    private final HttpClient client = HttpClient.newHttpClient();
    private final BenchServer server;
    private final PrintStream out = System.out;

    private MemoryBenchmark(BenchServer server) {
        this.server = server;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var settings =
                Map.of("desktops.pool", "2", "runs.concurrency", "4", "runs.per_workflow", "4");
        try (var server = BenchServer.startWithRooms(settings)) {
            new MemoryBenchmark(server).run();
        }
    }

    private void run() throws IOException, InterruptedException {
        long before = server.residentMegabytes();
        var files = List.of(Map.of("filename", "workflow.py", "content", WORKFLOW));
        var workflow =
                post("/workflows", Map.of("name", "bench", "files", files)).get("workflowId");
        long began = System.nanoTime();
        for (int i = 0; i < RUNS; i++) {
            post("/runs", Map.of("workflow_id", workflow));
        }
        long completed = 0;
        while (completed < RUNS) {
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            completed = count("completed");
            if (count("failed") > 0 || System.nanoTime() - began > LIMIT.toNanos()) {
                throw new IllegalStateException("only %d runs completed".formatted(completed));
            }
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        out.println(
                String.format(
                        Locale.ROOT,
                        "| memory after %d runs, RSS | ≤ 250 MB | %d MB | %.1f × that at the start"
                                + " (%d MB); %.1f runs/s |",
                        RUNS,
                        server.residentMegabytes(),
                        (double) server.residentMegabytes() / before,
                        before,
                        RUNS / seconds));
    }

    private long count(String status) throws IOException, InterruptedException {
        var page = send(to("/runs?limit=1&status=" + status));
        return Long.parseLong(String.valueOf(page.get("totalCount")));
    }

    private Map<String, Object> post(String path, Object body)
            throws IOException, InterruptedException {
        return send(to(path).POST(HttpRequest.BodyPublishers.ofString(Json.write(body))));
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .header("x-api-key", server.key());
    }

    private Map<String, Object> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException(answer.body());
        }
        @SuppressWarnings("unchecked")
        var map = (Map<String, Object>) (Map<?, ?>) Json.readObject(answer.body());
        return map;
    }
}
