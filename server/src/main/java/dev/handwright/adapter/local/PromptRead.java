package dev.handwright.adapter.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * Reads an answer that is expected at once. A thread that parks, and a processor that goes to sleep
 * under it, take longer to wake than a display server takes to answer, so it looks for a moment
 * before it parks; a screen of 3 MB comes in dozens of pieces.
 */
final class PromptRead {
    /** Of two processors one must not be kept from the display server for long. */
    private static final long LOOK_NANOS = 50_000;

    private PromptRead() {}

    /**
     * As {@link SocketChannel#read(ByteBuffer)}.
     *
     * @param channel in blocking mode, and used by no other thread meanwhile
     */
    static int read(SocketChannel channel, ByteBuffer to) throws IOException {
        channel.configureBlocking(false);
        try {
            long end = System.nanoTime() + LOOK_NANOS;
            do {
                int got = channel.read(to);
                if (got != 0) {
                    return got;
                }
                Thread.onSpinWait();
            } while (System.nanoTime() < end);
        } finally {
            channel.configureBlocking(true);
        }
        return channel.read(to);
    }
}
