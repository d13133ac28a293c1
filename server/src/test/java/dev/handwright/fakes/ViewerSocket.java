package dev.handwright.fakes;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A viewer as a program has it: the WebSocket alone. */
public final class ViewerSocket implements WebSocket.Listener {
    private static final String NAME = "viewer0123456789abcdef";

    private final CompletableFuture<String> first = new CompletableFuture<>();
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private final CompletableFuture<WebSocket> socket = new CompletableFuture<>();

    private ViewerSocket() {}

    /**
     * @param origin as a browser would send it
     * @throws java.util.concurrent.CompletionException where it is refused
     */
    public static ViewerSocket open(
            HttpClient client, URI server, String desktop, String token, Optional<String> origin) {
        var viewer = new ViewerSocket();
        var builder = client.newWebSocketBuilder();
        origin.ifPresent(it -> builder.header("Origin", it));
        var address = "ws://%s/desktops/%s/view/socket".formatted(server.getAuthority(), desktop);
        viewer.socket.complete(
                builder.subprotocols("handwright.view", token, NAME)
                        .buildAsync(URI.create(address), viewer)
                        .orTimeout(20, TimeUnit.SECONDS)
                        .join());
        return viewer;
    }

    /** The first message of bytes, as ASCII. */
    public String firstBytes() {
        return first.orTimeout(20, TimeUnit.SECONDS).join();
    }

    /** The server's or our own closing, as {@code 1013 reason}. */
    public String ended() {
        return ended.orTimeout(20, TimeUnit.SECONDS).join();
    }

    public boolean isOpen() {
        return !ended.isDone();
    }

    public void close() {
        socket.join().sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer bytes, boolean last) {
        first.complete(StandardCharsets.US_ASCII.decode(bytes).toString());
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        ended.complete((code + " " + reason).strip());
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        ended.completeExceptionally(error);
    }
}
