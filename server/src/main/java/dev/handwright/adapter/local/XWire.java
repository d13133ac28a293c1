package dev.handwright.adapter.local;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;

/**
 * The bytes of one X11 connection, least significant first, after its setup. For one thread in each
 * direction.
 *
 * @see <a href="https://www.x.org/releases/X11R7.7/doc/xproto/x11protocol.html">X11 protocol,
 *     section 8, connection setup</a>
 */
final class XWire {
    private final SocketChannel channel;
    private final boolean prompt;
    private final ByteBuffer in;
    private final int root;
    private final int idBase;

    /**
     * Shakes hands.
     *
     * @param room bytes that are read at once
     * @param prompt whether what is read is always the answer to a question, see {@link PromptRead}
     */
    XWire(SocketChannel channel, int room, boolean prompt) throws IOException {
        this.channel = channel;
        this.prompt = prompt;
        this.in = ByteBuffer.allocateDirect(room).order(ByteOrder.LITTLE_ENDIAN).limit(0);
        write(
                ByteBuffer.allocate(12)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put((byte) 'l')
                        .put(1, (byte) 0)
                        .putShort(2, (short) 11)
                        .rewind());
        var head = read(8);
        var setup = read(bounded((head.getShort(6) & 0xffff) * 4));
        if (head.get(0) != 1) {
            throw new IOException("the display server refused the connection");
        }
        int vendor = setup.getShort(16) & 0xffff;
        int formats = setup.get(21) & 0xff;
        idBase = setup.getInt(4);
        root = setup.getInt(32 + ((vendor + 3) & ~3) + formats * 8);
    }

    int root() {
        return root;
    }

    /** What the numbers that this connection gives begin with. */
    int idBase() {
        return idBase;
    }

    /** Exactly so many bytes, as a buffer of their own. */
    ByteBuffer read(int count) throws IOException {
        var bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        read(bytes.array(), 0, count);
        return bytes;
    }

    /** The same, into an array. */
    void read(byte[] to, int at, int count) throws IOException {
        for (int done = 0; done < count; ) {
            if (!in.hasRemaining()) {
                in.clear();
                int got = prompt ? PromptRead.read(channel, in) : channel.read(in);
                in.flip();
                if (got < 0) {
                    throw new EOFException("the display server closed the connection");
                }
            }
            int part = Math.min(in.remaining(), count - done);
            in.get(to, at + done, part);
            done += part;
        }
    }

    void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    void close() throws IOException {
        channel.close();
    }

    private static int bounded(int length) throws IOException {
        if (length < 40) {
            throw new IOException("the display server announced a setup of " + length + " bytes");
        }
        return length;
    }
}
