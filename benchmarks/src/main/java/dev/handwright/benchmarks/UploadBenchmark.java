package dev.handwright.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Random;

/** A file of 100 MiB to a desktop, and what memory that takes. As root, after make setup. */
public final class UploadBenchmark {
    private static final int BYTES = 100 << 20;
    private static final int WARM = 3;
    private static final int COUNT = 10;

    private UploadBenchmark() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var file = new byte[BYTES];
        new Random(1).nextBytes(file);
        try (var server = BenchServer.startWithRooms(Map.of("desktops.pool", "0"));
                var desktop = new BenchDesktop(server);
                var client = HttpClient.newHttpClient()) {
            var url =
                    "http://localhost:%d/desktops/%s/files/big"
                            .formatted(server.port(), desktop.id());
            var request =
                    HttpRequest.newBuilder(URI.create(url))
                            .header("x-api-key", server.key())
                            .POST(HttpRequest.BodyPublishers.ofByteArray(file))
                            .build();
            long before = server.residentMegabytes();
            var times = Row.measure(WARM, COUNT, () -> {}, () -> upload(client, request));
            Row.print(
                    "upload of 100 MiB to a desktop",
                    "",
                    times,
                    "RSS %d MB before, %d after".formatted(before, server.residentMegabytes()));
        }
    }

    private static void upload(HttpClient client, HttpRequest request)
            throws IOException, InterruptedException {
        var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(answer.statusCode() + ": " + answer.body());
        }
    }
}
