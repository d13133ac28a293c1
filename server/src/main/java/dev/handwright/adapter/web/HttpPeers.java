package dev.handwright.adapter.web;

import dev.handwright.nodes.Peers;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Other nodes over HTTP, by the JDK's client. */
public final class HttpPeers implements Peers, AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    private @Nullable HttpClient client;

    @Override
    public Answer call(URI node, Call call, BooleanSupplier goOn)
            throws Gone, IOException, InterruptedException {
        var body = new Body(call.body());
        var request =
                HttpRequest.newBuilder(URI.create(base(node) + call.target()))
                        .method(call.method(), publisher(call, body));
        call.headers().forEach(request::setHeader);
        var sent = client().sendAsync(request.build(), BodyHandlers.ofInputStream());
        try {
            return answer(await(sent, goOn));
        } catch (ExecutionException e) {
            if (body.failure != null) {
                throw body.failure;
            }
            throw new Gone(e);
        } finally {
            body.end();
        }
    }

    private static <T> T await(CompletableFuture<T> sent, BooleanSupplier goOn)
            throws Gone, ExecutionException, InterruptedException {
        try {
            while (true) {
                try {
                    return sent.get(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    if (!goOn.getAsBoolean()) {
                        throw new Gone(e);
                    }
                }
            }
        } finally {
            sent.cancel(true);
        }
    }

    @Override
    public Channel open(
            URI node, String target, Map<String, String> headers, List<String> protocols)
            throws Gone, Refused, InterruptedException {
        var builder = client().newWebSocketBuilder().connectTimeout(CONNECT_TIMEOUT);
        headers.forEach(builder::header);
        builder.subprotocols(
                protocols.getFirst(),
                protocols.subList(1, protocols.size()).toArray(new String[0]));
        var channel = new PeerChannel();
        var url = URI.create(base(node).replaceFirst("^http", "ws") + target);
        try {
            channel.opened(
                    builder.buildAsync(url, channel)
                            .get(2 * CONNECT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
            return channel;
        } catch (TimeoutException e) {
            throw new Gone(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                throw new Refused(refused.getResponse().statusCode());
            }
            throw new Gone(e);
        }
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.shutdownNow();
        }
    }

    /** Made when it is first needed, as most servers are alone. */
    private synchronized HttpClient client() {
        if (client == null) {
            client =
                    HttpClient.newBuilder()
                            .version(HttpClient.Version.HTTP_1_1)
                            .connectTimeout(CONNECT_TIMEOUT)
                            .followRedirects(HttpClient.Redirect.NEVER)
                            .executor(Executors.newVirtualThreadPerTaskExecutor())
                            .build();
        }
        return client;
    }

    private static String base(URI node) {
        return node.toString().replaceAll("/$", "");
    }

    private static BodyPublisher publisher(Call call, InputStream body) {
        long length = call.length().orElse(-1);
        if (length == 0) {
            return BodyPublishers.noBody();
        }
        var stream = BodyPublishers.ofInputStream(() -> body);
        return length < 0 ? stream : BodyPublishers.fromPublisher(stream, length);
    }

    private static Answer answer(HttpResponse<InputStream> response) {
        var headers = new HashMap<String, String>();
        response.headers().map().forEach((name, values) -> headers.put(name, values.getFirst()));
        return new Answer(response.statusCode(), headers, response.body());
    }

    /** Is read no more once there is an answer: its request may have ended then. */
    private static final class Body extends FilterInputStream {
        private volatile @Nullable IOException failure;
        private boolean ended;

        Body(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public synchronized int read(byte[] into, int at, int length) throws IOException {
            if (ended) {
                throw new IOException("the request was answered before it was whole");
            }
            try {
                return in.read(into, at, length);
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }

        /** Whose it is reads away what is left. */
        @Override
        public void close() {}

        synchronized void end() {
            ended = true;
        }
    }
}
