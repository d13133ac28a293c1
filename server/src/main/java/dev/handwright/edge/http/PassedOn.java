package dev.handwright.edge.http;

import dev.handwright.nodes.Peers;
import dev.handwright.viewing.Ending;
import dev.handwright.viewing.Link;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A viewer here of a desktop on another node: what comes from one side goes to the other. */
final class PassedOn implements SocketRoute.Open {
    private final Peers.Channel channel;

    PassedOn(Peers.Channel channel, Link link) {
        this.channel = channel;
        channel.begin(new ToViewer(link));
    }

    @Override
    public void received(ByteBuffer bytes) {
        channel.send(bytes);
    }

    @Override
    public void received(String text) {
        channel.send(text);
    }

    @Override
    public void closed(boolean leaving) {
        channel.close(leaving);
    }

    private record ToViewer(Link link) implements Peers.Receiver {
        @Override
        public void bytes(ByteBuffer bytes) throws IOException {
            link.bytes(bytes);
        }

        @Override
        public void text(String text) {
            link.text(text);
        }

        @Override
        public void ping() {
            link.ping();
        }

        /** Where the node has gone, the viewer comes again. */
        @Override
        public void closed(int code, String reason) {
            link.close(Ending.of(code).orElse(Ending.STOPPING));
        }
    }
}
