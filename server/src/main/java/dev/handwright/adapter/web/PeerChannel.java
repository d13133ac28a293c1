package dev.handwright.adapter.web;

import dev.handwright.nodes.Peers;
import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A WebSocket to another node; one message at a time in each direction. */
final class PeerChannel implements Peers.Channel, WebSocket.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(PeerChannel.class);
    private static final int GOING = 1001;
    private static final int NOT_PROPERLY = 1006;

    private final StringBuilder text = new StringBuilder();
    private volatile @Nullable WebSocket socket;
    private volatile Peers.@Nullable Receiver receiver;

    void opened(WebSocket open) {
        socket = open;
    }

    /** Asks for nothing yet. */
    @Override
    public void onOpen(WebSocket open) {}

    @Override
    public void begin(Peers.Receiver to) {
        receiver = to;
        socket().request(1);
    }

    @Override
    public synchronized void send(ByteBuffer bytes) {
        sent(() -> socket().sendBinary(bytes, true).join());
    }

    @Override
    public synchronized void send(String words) {
        sent(() -> socket().sendText(words, true).join());
    }

    @Override
    public void close(boolean leaving) {
        if (leaving) {
            sent(() -> socket().sendClose(GOING, "").join());
        }
        socket().abort();
    }

    private void sent(Runnable send) {
        try {
            send.run();
        } catch (CompletionException | IllegalStateException e) {
            LOG.debug("the other node's WebSocket has ended: {}", e.toString());
        }
    }

    /** Its parts go on as they come: what desktops send is a stream. */
    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer bytes, boolean last) {
        try {
            receiver().bytes(bytes);
            from.request(1);
        } catch (IOException e) {
            from.abort();
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            receiver().text(text.toString());
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
        receiver().ping();
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        receiver().closed(code, reason);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        LOG.debug("the WebSocket to another node failed: {}", error.toString());
        receiver().closed(NOT_PROPERLY, "");
    }

    private WebSocket socket() {
        return Objects.requireNonNull(socket, "not open yet");
    }

    private Peers.Receiver receiver() {
        return Objects.requireNonNull(receiver, "nothing was asked for yet");
    }
}
