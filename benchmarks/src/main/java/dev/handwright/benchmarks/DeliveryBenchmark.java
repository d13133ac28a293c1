package dev.handwright.benchmarks;

import dev.handwright.adapter.sql.Database;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How fast signed webhooks reach one local receiver: claimed, sent and recorded with fsync, server
 * and receiver on the same machine. The peer is a bare HTTP client that posts the same bodies, 64
 * at a time, without signing and without a database.
 */
public final class DeliveryBenchmark {
    private static final int WARM = 5_000;
    private static final int EVENTS = 20_000;
    private static final String BODY =
            "{\"workflow_id\":\"%s\",\"message_id\":\"%s\",\"status\":\"success\",\"expires_at\":1795939209,"
                    + "\"success\":true,\"result\":{\"name\":\"Jane Doe\",\"number\":\"P-1001\"}}";

    private DeliveryBenchmark() {}

    /**
     * @param arguments flags for the server's JVM
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var out = System.out;
        var settings =
                Map.of("webhooks.plain_http", "true", "webhooks.allowed_addresses", "127.0.0.1");
        try (var server = BenchServer.start(List.of(arguments), settings);
                var receiver = new Receiver();
                var client = HttpClient.newHttpClient()) {
            setSecret(client, server);
            add(server, receiver.url(), 0, WARM);
            receiver.await(WARM);
            add(server, receiver.url(), WARM, EVENTS);
            double perSecond = receiver.await(EVENTS);
            double peer = peer(client, receiver);
            out.println(
                    "| webhook deliveries/s to one local receiver, signed | ≥ 1,000 | %.0f | %.2f × a bare HTTP client (%.0f/s); %d of %d signed |"
                            .formatted(
                                    perSecond,
                                    perSecond / peer,
                                    peer,
                                    receiver.signed.get(),
                                    WARM + EVENTS));
        }
    }

    private static void setSecret(HttpClient client, BenchServer server)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + server.port() + "/webhook-secret"))
                        .header("x-api-key", server.key())
                        .PUT(HttpRequest.BodyPublishers.noBody())
                        .build();
        var answer = client.send(request, HttpResponse.BodyHandlers.discarding());
        if (answer.statusCode() != 200) {
            throw new IOException("no secret could be set: " + answer.statusCode());
        }
    }

    /** Ended runs with an event each, in one commit; the server finds them at its next look. */
    private static void add(BenchServer server, URI url, int from, int count) {
        var ids = new RandomIds();
        long now = System.currentTimeMillis();
        var origin = "http://127.0.0.1:" + url.getPort();
        try (var database = new Database(server.database())) {
            database.write(handle -> {
                var workspace =
                        handle.createQuery("select id from workspace").mapTo(String.class).one();
                for (int i = from; i < from + count; i++) {
                    var run = ids.uuid().toString();
                    handle.execute(
                            "insert into run (id, workspace_id, workflow_id, version, status,"
                                    + " params, created_at, updated_at, attempt)"
                                    + " values (?, ?, ?, 1, 'completed', '{}', ?, ?, 1)",
                            run,
                            workspace,
                            server.workflow().toString(),
                            now,
                            now);
                    handle.execute(
                            "insert into webhook_event (id, run_id, workspace_id, workflow_id,"
                                    + " seq, status, url, origin, body, state, next_attempt_at,"
                                    + " since, created_at) values (?, ?, ?, ?, 1, 'success', ?, ?,"
                                    + " ?, 'pending', ?, ?, ?)",
                            "msg_" + i,
                            run,
                            workspace,
                            server.workflow().toString(),
                            url.toString(),
                            origin,
                            BODY.formatted(server.workflow(), run),
                            now,
                            now,
                            now);
                }
                return count;
            });
        }
    }

    private static double peer(HttpClient client, Receiver receiver) throws InterruptedException {
        var permits = new Semaphore(64);
        var body = BODY.formatted("w", "m");
        for (int i = 0; i < EVENTS; i++) {
            permits.acquire();
            var _ =
                    client.sendAsync(
                                    HttpRequest.newBuilder(receiver.url())
                                            .version(HttpClient.Version.HTTP_1_1)
                                            .POST(HttpRequest.BodyPublishers.ofString(body))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .whenComplete((_, _) -> permits.release());
        }
        return receiver.await(EVENTS);
    }

    /** Answers 204 to everything and counts. */
    private static final class Receiver implements Closeable {
        private static final byte[] ANSWER =
                "HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

        private final ServerSocket server =
                new ServerSocket(0, 512, InetAddress.ofLiteral("127.0.0.1"));
        private final AtomicInteger received = new AtomicInteger();
        private final AtomicLong first = new AtomicLong();
        final AtomicInteger signed = new AtomicInteger();

        Receiver() throws IOException {
            Thread.ofPlatform().daemon().start(this::accept);
        }

        URI url() {
            return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/hook");
        }

        /** Waits until so many more have come; returns how many came in a second. */
        double await(int count) throws InterruptedException {
            var never = new CountDownLatch(1);
            while (received.get() < count) {
                if (never.await(1, TimeUnit.MILLISECONDS)) {
                    throw new AssertionError("never is over");
                }
            }
            double seconds = (System.nanoTime() - first.get()) / 1e9;
            received.set(0);
            return count / seconds;
        }

        private void accept() {
            try {
                while (true) {
                    var socket = server.accept();
                    Thread.ofPlatform().daemon().start(() -> serve(socket));
                }
            } catch (IOException e) {
                // closed
            }
        }

        private void serve(Socket socket) {
            try (socket) {
                socket.setTcpNoDelay(true);
                var in = new BufferedInputStream(socket.getInputStream());
                while (read(in)) {
                    if (received.getAndIncrement() == 0) {
                        first.set(System.nanoTime());
                    }
                    socket.getOutputStream().write(ANSWER);
                }
            } catch (IOException e) {
                // the sender went away
            }
        }

        private boolean read(InputStream in) throws IOException {
            int length = 0;
            while (true) {
                var line = line(in);
                if (line == null) {
                    return false;
                }
                if (line.isEmpty()) {
                    return in.readNBytes(length).length == length;
                }
                if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                    length = Integer.parseInt(line.substring(15).strip());
                } else if (line.regionMatches(true, 0, "webhook-signature: v1,", 0, 22)) {
                    signed.incrementAndGet();
                }
            }
        }

        private static @org.jspecify.annotations.Nullable String line(InputStream in)
                throws IOException {
            var line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    return null;
                }
                line.append((char) c);
            }
            return line.toString().strip();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
