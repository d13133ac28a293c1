package dev.handwright.nodes;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/** Requests from one node to another, passed on as they come. For many threads. */
public interface Peers {
    /**
     * Sends a request and returns when the head of its answer is there.
     *
     * @param goOn asked again and again while nothing is answered
     * @throws Gone where the node does not answer, or {@code goOn} says so
     * @throws IOException where the body cannot be read; nobody is there to answer
     */
    Answer call(URI node, Call call, BooleanSupplier goOn)
            throws Gone, IOException, InterruptedException;

    /**
     * Opens a WebSocket. Nothing is received before {@link Channel#begin}.
     *
     * @throws Gone where the node does not answer
     * @throws Refused where it answers, but not with a WebSocket
     */
    Channel open(URI node, String target, Map<String, String> headers, List<String> protocols)
            throws Gone, Refused, InterruptedException;

    /**
     * @param target path and query, escaped
     * @param length of the body in bytes, 0 where there is none; empty: not known
     * @param body read on another thread, until the answer comes
     */
    record Call(
            String method,
            String target,
            Map<String, String> headers,
            OptionalLong length,
            InputStream body) {}

    /**
     * @param headers names in small letters
     * @param body to be closed
     */
    record Answer(int status, Map<String, String> headers, InputStream body) implements Closeable {
        @Override
        public void close() throws IOException {
            body.close();
        }
    }

    /** An open WebSocket. */
    interface Channel {
        void begin(Receiver receiver);

        /** Blocks until it is sent; drops it after the end. */
        void send(ByteBuffer bytes);

        void send(String text);

        /** Ends it, with a word that the other side has left or without. */
        void close(boolean leaving);
    }

    /** What comes from the other node; one call at a time, which may block. */
    interface Receiver {
        void bytes(ByteBuffer bytes) throws IOException;

        void text(String text);

        void ping();

        void closed(int code, String reason);
    }

    /** The node does not answer. */
    final class Gone extends Exception {
        public Gone(Throwable cause) {
            super(cause);
        }

        public Gone(String message) {
            super(message);
        }
    }

    /** The node opens no WebSocket there. */
    final class Refused extends Exception {
        private final int status;

        public Refused(int status) {
            this.status = status;
        }

        public int status() {
            return status;
        }
    }
}
