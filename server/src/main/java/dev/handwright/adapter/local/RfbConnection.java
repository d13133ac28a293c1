package dev.handwright.adapter.local;

import dev.handwright.desktops.Cursor;
import dev.handwright.desktops.DisplaySize;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * One client connection to a display server: RFB 3.8 over a unix socket, no security (the socket's
 * folder is the guard), raw encoding, 32 bits a pixel as blue, green, red, unused.
 *
 * <p>For one thread at a time in each direction.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6143">RFC 6143</a>
 */
final class RfbConnection implements AutoCloseable {
    private static final int RAW = 0;

    /**
     * A pseudo-encoding: the screen has a new size. A client that does not know this is
     * disconnected.
     */
    private static final int DESKTOP_SIZE = -223;

    /** The same: how the pointer looks, with alpha. The pointer is then not in the picture. */
    private static final int CURSOR = -314;

    /** The same: where a program on the desktop put the pointer. */
    private static final int POINTER_POSITION = 0x574d5666;

    /**
     * The same: which locks are on. A client that knows this is taken at its word; for any other
     * the server presses Caps Lock when a capital comes without Shift.
     */
    private static final int LOCKS = -261;

    private static final int CURSOR_LIMIT = 512;

    private static final int SECURITY_NONE = 1;

    private static final byte SET_PIXEL_FORMAT = 0;
    private static final byte SET_ENCODINGS = 2;
    private static final byte UPDATE_REQUEST = 3;
    private static final byte KEY_EVENT = 4;
    private static final byte POINTER_EVENT = 5;

    private static final int FRAMEBUFFER_UPDATE = 0;
    private static final int SET_COLOUR_MAP = 1;
    private static final int BELL = 2;
    private static final int SERVER_CUT_TEXT = 3;

    /** A server's name or clipboard longer than this is taken as a broken server. */
    private static final int TEXT_LIMIT = 1 << 20;

    /** Pixels that nobody wants. */
    static final Canvas NOTHING =
            (_, _, width, pixels) -> pixels.position(pixels.position() + width * 4);

    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocateDirect(1 << 16).limit(0);
    private final ByteBuffer out = ByteBuffer.allocateDirect(1024); // what is not sent yet
    private boolean held; // keys and pointer go with what comes next
    private volatile DisplaySize size;
    private Cursor.Shape cursor = Cursor.Shape.NONE;
    private int pointerX;
    private int pointerY;
    private boolean pointerOwned = true;

    private RfbConnection(SocketChannel channel, boolean cursor) throws IOException {
        this.channel = channel;
        this.size = handshake(cursor);
    }

    /**
     * Connects and shakes hands.
     *
     * @param cursor whether to be told how the pointer looks; else it is always in the picture
     */
    static RfbConnection open(Path socket, boolean cursor) throws IOException {
        return open(socket, cursor, RfbDeadline.LIMIT);
    }

    /** Tries it twice, as a time also passes while this whole process is stopped. */
    static RfbConnection open(Path socket, boolean cursor, Duration limit) throws IOException {
        try {
            return openOnce(socket, cursor, limit);
        } catch (ClosedChannelException e) {
            return openOnce(socket, cursor, limit);
        }
    }

    private static RfbConnection openOnce(Path socket, boolean cursor, Duration limit)
            throws IOException {
        var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        try (var _ = new RfbDeadline(channel, limit)) {
            return new RfbConnection(channel, cursor);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    DisplaySize size() {
        return size;
    }

    /** To be closed when what follows is done; a display server that is late is left. */
    RfbDeadline deadline() {
        return new RfbDeadline(channel);
    }

    /**
     * The pointer as far as this connection was told. A hidden one is drawn into the picture by the
     * display server, if this connection does not own it.
     */
    Cursor cursor() {
        return new Cursor(cursor, pointerX, pointerY);
    }

    /** Whether the pointer is where this connection put it, as far as it was told. */
    boolean ownsPointer() {
        return pointerOwned;
    }

    /** Asks for an area: at once and whole, or, if incremental, once something in it changed. */
    void requestUpdate(boolean incremental, int x, int y, int width, int height)
            throws IOException {
        room(10).put(UPDATE_REQUEST)
                .put((byte) (incremental ? 1 : 0))
                .putShort((short) x)
                .putShort((short) y)
                .putShort((short) width)
                .putShort((short) height);
        send();
    }

    void key(int keysym, boolean down) throws IOException {
        room(8).put(KEY_EVENT).put((byte) (down ? 1 : 0)).putShort((short) 0).putInt(keysym);
        sendUnlessHeld();
    }

    void pointer(int x, int y, int buttons) throws IOException {
        pointerX = x;
        pointerY = y;
        pointerOwned = true;
        room(6).put(POINTER_EVENT).put((byte) buttons).putShort((short) x).putShort((short) y);
        sendUnlessHeld();
    }

    /** From now on keys and pointer wait for the next request, or for {@link #release}. */
    void hold() {
        held = true;
    }

    /** Sends what waited, and from now on each at once. */
    void release() throws IOException {
        held = false;
        send();
    }

    /**
     * Reads messages up to the next framebuffer update and takes that in.
     *
     * @param canvas is painted on
     * @return false when no pixels came, and the request is void: the screen has a new size, or
     *     (with Xvnc) the pointer changed its shape while programs drew
     */
    boolean readUpdate(Canvas canvas) throws IOException {
        while (true) {
            int type = read(1).get() & 0xff;
            switch (type) {
                case FRAMEBUFFER_UPDATE -> {
                    return readRectangles(canvas);
                }
                case SET_COLOUR_MAP -> {
                    skip(3);
                    skip((read(2).getShort() & 0xffff) * 6);
                }
                case BELL -> {}
                case SERVER_CUT_TEXT -> {
                    skip(3);
                    skip(bounded(read(4).getInt()));
                }
                default -> throw new IOException("the display server sent message type " + type);
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private boolean readRectangles(Canvas canvas) throws IOException {
        read(1).get();
        int count = read(2).getShort() & 0xffff;
        boolean resized = false;
        boolean painted = false;
        for (int i = 0; i < count; i++) {
            var header = read(12);
            int x = header.getShort() & 0xffff;
            int y = header.getShort() & 0xffff;
            int width = header.getShort() & 0xffff;
            int height = header.getShort() & 0xffff;
            int encoding = header.getInt();
            switch (encoding) {
                case RAW -> {
                    if (x + width > size.width() || y + height > size.height()) {
                        throw unexpected(encoding, x, y, width, height);
                    }
                    painted = true;
                    for (int row = y; row < y + height; row++) {
                        (resized ? NOTHING : canvas).row(x, row, width, read(width * 4));
                    }
                }
                case DESKTOP_SIZE -> {
                    size = displaySize(width, height);
                    resized = true;
                }
                case CURSOR -> cursor = readCursor(x, y, width, height);
                case POINTER_POSITION -> {
                    pointerX = x;
                    pointerY = y;
                    pointerOwned = false;
                }
                case LOCKS -> read(1).get();
                default -> throw unexpected(encoding, x, y, width, height);
            }
        }
        return painted && !resized;
    }

    private static IOException unexpected(int encoding, int x, int y, int width, int height) {
        return new IOException(
                "the display server sent encoding %d for %dx%d at %d,%d"
                        .formatted(encoding, width, height, x, y));
    }

    private Cursor.Shape readCursor(int hotX, int hotY, int width, int height) throws IOException {
        if (width > CURSOR_LIMIT || height > CURSOR_LIMIT || read(4).getInt() != RAW) {
            throw unexpected(CURSOR, hotX, hotY, width, height);
        }
        var argb = new int[width * height];
        for (int i = 0; i < argb.length; i++) {
            argb[i] = Integer.rotateRight(read(4).getInt(), 8); // from red, green, blue, alpha
        }
        return new Cursor.Shape(width, height, hotX, hotY, argb);
    }

    private static DisplaySize displaySize(int width, int height) throws IOException {
        try {
            return new DisplaySize(width, height);
        } catch (IllegalArgumentException e) {
            throw new IOException("the display has a size that it may not have", e);
        }
    }

    private DisplaySize handshake(boolean cursor) throws IOException {
        var version = text(12);
        if (!version.startsWith("RFB 003.")) {
            throw new IOException("no display server answers there: " + version.strip());
        }
        write("RFB 003.008\n".getBytes(StandardCharsets.US_ASCII));
        int types = read(1).get() & 0xff;
        boolean open = false;
        for (int i = 0; i < types; i++) {
            open |= read(1).get() == SECURITY_NONE;
        }
        if (!open) {
            throw new IOException("the display server asks for a password");
        }
        write(new byte[] {SECURITY_NONE});
        if (read(4).getInt() != 0) {
            throw new IOException("the display server refused the connection");
        }
        write(new byte[] {1}); // shared: others stay connected
        int width = read(2).getShort() & 0xffff;
        int height = read(2).getShort() & 0xffff;
        skip(16);
        skip(bounded(read(4).getInt()));
        room(20).put(SET_PIXEL_FORMAT)
                .put(new byte[3])
                .put(new byte[] {32, 24, 0, 1, 0, (byte) 255, 0, (byte) 255, 0, (byte) 255})
                .put(new byte[] {16, 8, 0, 0, 0, 0});
        send();
        room(24).put(SET_ENCODINGS).put((byte) 0).putShort((short) (cursor ? 5 : 3));
        out.putInt(RAW).putInt(DESKTOP_SIZE).putInt(LOCKS);
        if (cursor) {
            out.putInt(CURSOR).putInt(POINTER_POSITION);
        }
        send();
        return displaySize(width, height);
    }

    private static int bounded(int length) throws IOException {
        if (length < 0 || length > TEXT_LIMIT) {
            throw new IOException("the display server announced a text of " + length + " bytes");
        }
        return length;
    }

    private String text(int length) throws IOException {
        var bytes = new byte[length];
        read(length).get(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** The input buffer with at least {@code count} bytes, at most 64 KiB. */
    private ByteBuffer read(int count) throws IOException {
        while (in.remaining() < count) {
            in.compact();
            int got = PromptRead.read(channel, in);
            in.flip();
            if (got < 0) {
                throw new EOFException("the display server closed the connection");
            }
        }
        return in;
    }

    private void skip(int length) throws IOException {
        int left = length;
        while (left > 0) {
            read(1);
            int part = Math.min(in.remaining(), left);
            in.position(in.position() + part);
            left -= part;
        }
    }

    /** The output buffer with room for so many bytes more. */
    private ByteBuffer room(int count) throws IOException {
        if (out.remaining() < count) {
            send();
        }
        return out;
    }

    private void sendUnlessHeld() throws IOException {
        if (!held) {
            send();
        }
    }

    private void send() throws IOException {
        out.flip();
        try {
            while (out.hasRemaining()) {
                channel.write(out);
            }
        } finally {
            out.clear();
        }
    }

    private void write(byte[] bytes) throws IOException {
        room(bytes.length).put(bytes);
        send();
    }

    /** What updates are painted on. */
    interface Canvas {
        /**
         * A piece of a row has these pixels now.
         *
         * @param pixels to be read on by {@code width} times four bytes, exactly
         */
        void row(int x, int y, int width, ByteBuffer pixels);
    }
}
