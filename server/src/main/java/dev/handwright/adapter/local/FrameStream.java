package dev.handwright.adapter.local;

import dev.handwright.base.Json;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON objects, one a line, over a socket. One thread may receive while others send.
 *
 * @see <a href="../../../../../../../../api/run-protocol.md">api/run-protocol.md</a>
 */
final class FrameStream implements Closeable {
    private static final int CHUNK = 1 << 16;

    private final SocketChannel socket;
    private final ReentrantLock sending = new ReentrantLock();
    private byte[] held = new byte[1024];
    private int start;
    private int end;
    private int scanned;

    FrameStream(SocketChannel socket) {
        this.socket = socket;
    }

    /**
     * The next frame; empty at the end of the stream, also in the middle of a line.
     *
     * @param limit most bytes of a line
     * @throws BadFrame for a longer line or one that is no JSON object; the stream is then useless
     */
    Optional<ObjectNode> receive(int limit) throws IOException, BadFrame {
        while (true) {
            for (; scanned < end; scanned++) {
                if (held[scanned] == '\n') {
                    var frame = parse(held, start, scanned - start);
                    start = ++scanned;
                    return Optional.of(frame);
                }
            }
            if (end - start > limit) {
                throw new BadFrame("a frame is at most " + limit + " bytes");
            }
            if (!fill(limit)) {
                return Optional.empty();
            }
        }
    }

    private boolean fill(int limit) throws IOException {
        if (start > 0) {
            System.arraycopy(held, start, held, 0, end - start);
            end -= start;
            scanned -= start;
            start = 0;
        }
        if (end == held.length) {
            int larger =
                    Math.min(held.length * 2L, limit + (long) CHUNK) == held.length
                            ? held.length + CHUNK
                            : (int) Math.min(held.length * 2L, limit + (long) CHUNK);
            held = Arrays.copyOf(held, larger);
        }
        int count = socket.read(ByteBuffer.wrap(held, end, held.length - end));
        end += Math.max(count, 0);
        return count > 0;
    }

    private static ObjectNode parse(byte[] bytes, int offset, int length) throws BadFrame {
        try {
            if (Json.mapper().readTree(bytes, offset, length) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw new BadFrame(
                    "a frame must be a JSON object on one line: " + e.getOriginalMessage());
        }
        throw new BadFrame("a frame must be a JSON object on one line");
    }

    /** Sends one frame, whole. */
    void send(Object frame) throws IOException {
        var json = Json.writeBytes(frame);
        var line = ByteBuffer.wrap(Arrays.copyOf(json, json.length + 1));
        line.put(json.length, (byte) '\n');
        sending.lock();
        try {
            while (line.hasRemaining()) {
                socket.write(line);
            }
        } finally {
            sending.unlock();
        }
    }

    /** Sends a short frame unless another is under way to a peer that may not read it. */
    void sendIfFree(Object frame) throws IOException {
        if (sending.tryLock()) {
            try {
                send(frame);
            } finally {
                sending.unlock();
            }
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // A socket that cannot be closed is closed already.
        }
    }

    /** What arrived is not of the protocol; the message is for whoever sent it. */
    static final class BadFrame extends Exception {
        BadFrame(String message) {
            super(message);
        }
    }
}
