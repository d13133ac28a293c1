package dev.handwright.viewing;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A viewer's connection to a display server after the handshake (RFB 3.8, no security, shared).
 *
 * @param init the ServerInit message, for the viewer
 */
record DesktopWire(ByteChannel channel, byte[] init) {
    private static final int NAME_LIMIT = 4096;

    /** A display server answers within milliseconds, or hangs. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    /** Shakes hands; the channel is closed where that fails, or takes too long. */
    static DesktopWire open(ByteChannel channel) throws IOException {
        var done = new CountDownLatch(1);
        Thread.ofVirtual().start(() -> closeUnless(done, LIMIT, channel));
        DesktopWire wire = null;
        try {
            wire = new DesktopWire(channel, handshake(channel));
            return wire;
        } finally {
            done.countDown();
            if (wire == null) {
                channel.close();
            }
        }
    }

    private static void closeUnless(CountDownLatch done, Duration limit, ByteChannel channel) {
        try {
            if (!done.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                channel.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] handshake(ByteChannel channel) throws IOException {
        var version = new String(read(channel, 12).array(), StandardCharsets.US_ASCII);
        if (!version.equals("RFB 003.008\n")) {
            throw new ProtocolBroken("a display server that does not speak RFB 3.8");
        }
        write(channel, ByteBuffer.wrap(version.getBytes(StandardCharsets.US_ASCII)));
        var types = read(channel, read(channel, 1).get() & 0xff);
        boolean open = false;
        while (types.hasRemaining()) {
            open |= types.get() == 1;
        }
        if (!open) {
            throw new ProtocolBroken("a display server that asks for a password");
        }
        write(channel, ByteBuffer.wrap(new byte[] {1}));
        if (read(channel, 4).getInt() != 0) {
            throw new ProtocolBroken("a display server that refuses");
        }
        write(channel, ByteBuffer.wrap(new byte[] {1})); // others stay connected
        return init(channel);
    }

    int width() {
        return ByteBuffer.wrap(init).getShort(0) & 0xffff;
    }

    int height() {
        return ByteBuffer.wrap(init).getShort(2) & 0xffff;
    }

    PixelFormat format() throws ProtocolBroken {
        return PixelFormat.read(ByteBuffer.wrap(init), 4);
    }

    /** Writes all of it; for one thread at a time. */
    static void write(ByteChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** The same; the channel is closed where that takes too long. */
    static void write(ByteChannel channel, ByteBuffer bytes, Duration limit) throws IOException {
        var done = new CountDownLatch(1);
        Thread.ofVirtual().start(() -> closeUnless(done, limit, channel));
        try {
            write(channel, bytes);
        } finally {
            done.countDown();
        }
    }

    private static byte[] init(ByteChannel channel) throws IOException {
        var head = read(channel, 24);
        int length = head.getInt(20);
        if (length < 0 || length > NAME_LIMIT) {
            throw new ProtocolBroken("a desktop's name of %d bytes".formatted(length));
        }
        return ByteBuffer.allocate(24 + length).put(head).put(read(channel, length)).array();
    }

    private static ByteBuffer read(ByteChannel channel, int count) throws IOException {
        var bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException("the display server closed the connection");
            }
        }
        return bytes.flip();
    }
}
