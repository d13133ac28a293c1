package dev.handwright.viewing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a viewer sends, message by message: the handshake is answered here, harmless messages go on
 * to the desktop, input only where the viewer may act, and anything else ends the connection. Holds
 * at most one message, {@link #TEXT_LIMIT} and a few bytes. For one thread.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6143#section-7.5">RFC 6143, section 7.5</a>
 */
final class ClientFilter {
    /** Largest clipboard text taken from a viewer, in bytes. */
    static final int TEXT_LIMIT = 1 << 20;

    private static final byte[] VERSION = "RFB 003.008\n".getBytes(StandardCharsets.US_ASCII);
    private static final int ENCODINGS_LIMIT = 256;
    private static final int FENCE_LIMIT = 64;
    private static final int SCREENS_LIMIT = 16;

    private static final int SET_PIXEL_FORMAT = 0;
    private static final int SET_ENCODINGS = 2;
    private static final int UPDATE_REQUEST = 3;
    private static final int KEY_EVENT = 4;
    private static final int POINTER_EVENT = 5;
    private static final int CUT_TEXT = 6;
    private static final int CONTINUOUS_UPDATES = 150;
    private static final int FENCE = 248;
    private static final int SET_DESKTOP_SIZE = 251;

    private final Scope scope;
    private final Peer peer;
    private Phase phase = Phase.VERSION;
    private ByteBuffer held = ByteBuffer.allocate(256).limit(0);
    private long skip;
    private boolean updatesAsked;

    ClientFilter(Scope scope, Peer peer) {
        this.scope = scope;
        this.peer = peer;
    }

    /** The server's first message, which a viewer answers with the same. */
    static byte[] version() {
        return VERSION.clone();
    }

    /** Where things go. */
    interface Peer {
        void toViewer(byte[] bytes) throws IOException;

        /** The viewer has shaken hands and waits for the ServerInit message. */
        void ready() throws IOException;

        /** The viewer will read pixels in this form from now on. */
        void format(PixelFormat format);

        /** A message that needs no right. */
        void toDesktop(ByteBuffer message) throws IOException;

        void key(ByteBuffer message, int keysym, boolean down) throws IOException;

        void pointer(ByteBuffer message, int buttons) throws IOException;

        /** The clipboard's new text. */
        void text(ByteBuffer message) throws IOException;
    }

    private enum Phase {
        VERSION,
        SECURITY,
        INIT,
        MESSAGES
    }

    /** Takes in bytes, cut anywhere. */
    void accept(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            skipInto(bytes);
            int part = Math.min(bytes.remaining(), 4096);
            hold(bytes.slice(bytes.position(), part));
            bytes.position(bytes.position() + part);
            while (skip == 0 && held.hasRemaining() && one()) {
                skipInto(held);
            }
        }
    }

    private void skipInto(ByteBuffer bytes) {
        int part = (int) Math.min(skip, bytes.remaining());
        bytes.position(bytes.position() + part);
        skip -= part;
    }

    private void hold(ByteBuffer more) {
        int wanted = held.remaining() + more.remaining();
        if (held.capacity() < wanted) {
            held = ByteBuffer.allocate(Math.max(wanted, held.capacity() * 2)).put(held);
        } else {
            held.compact();
        }
        held.put(more).flip();
    }

    /** Handles one message; false where it is not whole yet. */
    private boolean one() throws IOException {
        int length =
                switch (phase) {
                    case VERSION -> VERSION.length;
                    case SECURITY, INIT -> 1;
                    case MESSAGES -> length();
                };
        if (length == 0 || held.remaining() < length) {
            return false;
        }
        var message = held.slice(held.position(), length);
        held.position(held.position() + length);
        switch (phase) {
            case VERSION -> version(message);
            case SECURITY -> security(message);
            case INIT -> {
                phase = Phase.MESSAGES;
                peer.ready();
            }
            case MESSAGES -> message(message);
        }
        return true;
    }

    private void version(ByteBuffer message) throws IOException {
        if (!message.equals(ByteBuffer.wrap(VERSION))) {
            throw new ProtocolBroken("a viewer that does not speak RFB 3.8");
        }
        phase = Phase.SECURITY;
        peer.toViewer(new byte[] {1, 1}); // one security type: none; the token was the guard
    }

    private void security(ByteBuffer message) throws IOException {
        if (message.get() != 1) {
            throw new ProtocolBroken("a security type that was not offered");
        }
        phase = Phase.INIT;
        peer.toViewer(new byte[4]); // fine
    }

    /** The length of the message that begins; 0 while it cannot be told. */
    private int length() throws ProtocolBroken {
        int type = held.get(held.position()) & 0xff;
        return switch (type) {
            case SET_PIXEL_FORMAT -> 4 + PixelFormat.LENGTH;
            case SET_ENCODINGS -> counted(2, 2, ENCODINGS_LIMIT, 4, 4);
            case UPDATE_REQUEST, CONTINUOUS_UPDATES -> 10;
            case KEY_EVENT -> 8;
            case POINTER_EVENT -> 6;
            case CUT_TEXT -> textLength();
            case FENCE -> counted(8, 1, FENCE_LIMIT, 9, 1);
            case SET_DESKTOP_SIZE -> counted(6, 1, SCREENS_LIMIT, 8, 16);
            default -> throw new ProtocolBroken("a viewer's message of type " + type);
        };
    }

    /** A head of bytes and some items; their count is at a place in the head. */
    private int counted(int at, int bytes, int limit, int head, int each) throws ProtocolBroken {
        if (held.remaining() < head) {
            return 0;
        }
        int place = held.position() + at;
        int count = bytes == 1 ? held.get(place) & 0xff : held.getShort(place) & 0xffff;
        if (count > limit) {
            throw new ProtocolBroken("a viewer's list of " + count + ", over " + limit);
        }
        return head + count * each;
    }

    /** A negative length marks the form of the extended clipboard. */
    private int textLength() throws ProtocolBroken {
        if (held.remaining() < 8) {
            return 0;
        }
        long length = Math.abs((long) held.getInt(held.position() + 4));
        if (length > TEXT_LIMIT) {
            throw new ProtocolBroken("a viewer's text of %d bytes".formatted(length));
        }
        if (scope == Scope.VIEW) {
            skip = length; // not even held
            return 8;
        }
        return 8 + (int) length;
    }

    private void message(ByteBuffer message) throws IOException {
        switch (message.get(0) & 0xff) {
            case SET_PIXEL_FORMAT -> format(message);
            case SET_ENCODINGS -> peer.toDesktop(Encodings.allowed(message, scope));
            case UPDATE_REQUEST, CONTINUOUS_UPDATES -> {
                updatesAsked = true;
                peer.toDesktop(message);
            }
            case FENCE -> peer.toDesktop(message);
            case KEY_EVENT -> {
                if (scope == Scope.CONTROL) {
                    peer.key(message, message.getInt(4), message.get(1) != 0);
                }
            }
            case POINTER_EVENT -> {
                if (scope == Scope.CONTROL) {
                    peer.pointer(message, message.get(1) & 0xff);
                }
            }
            case CUT_TEXT -> {
                if (scope == Scope.CONTROL) {
                    peer.text(message);
                }
            }
            case SET_DESKTOP_SIZE -> {} // the size belongs to who made the desktop
            default -> throw new IllegalStateException("a length but no meaning");
        }
    }

    /** Once, before any picture: later nobody could say in which form a pixel under way is. */
    private void format(ByteBuffer message) throws IOException {
        if (updatesAsked) {
            throw new ProtocolBroken("another pixel format after the first picture");
        }
        peer.format(PixelFormat.read(message, 4));
        peer.toDesktop(message);
    }
}
