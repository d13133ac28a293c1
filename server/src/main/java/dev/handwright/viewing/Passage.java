package dev.handwright.viewing;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/**
 * Reads a stream and hands on what is not dropped, in pieces of at most 64 KiB: whole messages
 * where they fit. Blocks at both ends, so that a slow reader slows the writer down. For one thread.
 */
final class Passage {
    private static final int SIZE = 1 << 16;

    private final ReadableByteChannel from;
    private final Target to;
    private final ByteBuffer in = ByteBuffer.allocate(SIZE).limit(0);
    private final ByteBuffer out = ByteBuffer.allocate(SIZE);
    private boolean whole;

    Passage(ReadableByteChannel from, Target to) {
        this.from = from;
        this.to = to;
    }

    /** Takes a piece and returns when there is room for the next; the buffer is free then. */
    interface Target {
        void take(ByteBuffer piece) throws IOException;
    }

    /** The next byte, which stays. */
    int peek() throws IOException {
        need(1);
        return in.get(in.position()) & 0xff;
    }

    int u8() throws IOException {
        return number(1);
    }

    int u16() throws IOException {
        return number(2);
    }

    int s32() throws IOException {
        return number(4);
    }

    /** Tight's lengths: seven bits a byte, the lowest first, at most three bytes. */
    int compactLength() throws IOException {
        int first = u8();
        int length = first & 0x7f;
        if ((first & 0x80) != 0) {
            int second = u8();
            length |= (second & 0x7f) << 7;
            if ((second & 0x80) != 0) {
                length |= u8() << 14;
            }
        }
        return length;
    }

    void pass(long count) throws IOException {
        for (long left = count; left > 0; ) {
            need(1);
            if (!out.hasRemaining()) {
                flush();
            }
            int part = (int) Math.min(left, Math.min(in.remaining(), out.remaining()));
            out.put(in.slice(in.position(), part));
            in.position(in.position() + part);
            left -= part;
        }
    }

    void drop(long count) throws IOException {
        for (long left = count; left > 0; ) {
            need(1);
            int part = (int) Math.min(left, in.remaining());
            in.position(in.position() + part);
            left -= part;
        }
    }

    /** Four bytes as a number, dropped. */
    int dropInt() throws IOException {
        need(4);
        return in.getInt();
    }

    /** Between two messages: what was passed must not wait for bytes that are still to come. */
    void betweenMessages() {
        whole = true;
    }

    private int number(int bytes) throws IOException {
        need(bytes);
        if (out.remaining() < bytes) {
            flush();
        }
        int value = 0;
        for (int i = 0; i < bytes; i++) {
            byte next = in.get();
            out.put(next);
            value = (value << 8) | (next & 0xff);
        }
        return value;
    }

    private void flush() throws IOException {
        if (out.position() > 0) {
            to.take(out.flip());
            out.clear();
        }
        whole = false;
    }

    private void need(int count) throws IOException {
        while (in.remaining() < count) {
            if (whole) {
                flush();
            }
            in.compact();
            int got = from.read(in);
            in.flip();
            if (got < 0) {
                throw new EOFException("the display server closed the connection");
            }
        }
    }
}
