package dev.handwright.viewing;

import static dev.handwright.viewing.Encodings.COPY_RECT;
import static dev.handwright.viewing.Encodings.CURSOR;
import static dev.handwright.viewing.Encodings.DESKTOP_NAME;
import static dev.handwright.viewing.Encodings.DESKTOP_SIZE;
import static dev.handwright.viewing.Encodings.EXTENDED_DESKTOP_SIZE;
import static dev.handwright.viewing.Encodings.HEXTILE;
import static dev.handwright.viewing.Encodings.LAST_RECT;
import static dev.handwright.viewing.Encodings.LED_STATE;
import static dev.handwright.viewing.Encodings.RAW;
import static dev.handwright.viewing.Encodings.RRE;
import static dev.handwright.viewing.Encodings.TIGHT;
import static dev.handwright.viewing.Encodings.TIGHT_PNG;
import static dev.handwright.viewing.Encodings.VMWARE_CURSOR;
import static dev.handwright.viewing.Encodings.ZLIB;
import static dev.handwright.viewing.Encodings.ZRLE;

import java.io.IOException;

/**
 * What a desktop's display server sends, message by message: pictures go on to the viewer, the
 * clipboard only to one that may take over, and anything unknown or beyond its bounds ends the
 * connection. Pixels pass through in pieces; nothing is decoded. For one thread.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6143#section-7.6">RFC 6143, sections 7.6 and
 *     7.7</a>
 */
final class ServerFilter {
    private static final int UPDATE = 0;
    private static final int COLOUR_MAP = 1;
    private static final int BELL = 2;
    private static final int CUT_TEXT = 3;
    private static final int END_OF_CONTINUOUS_UPDATES = 150;
    private static final int FENCE = 248;

    private static final int TEXT_LIMIT = 1 << 20;
    private static final int FENCE_LIMIT = 64;
    private static final int SCREENS_LIMIT = 16;
    private static final int SIDE_LIMIT = 8192;
    private static final int CURSOR_LIMIT = 1024;
    private static final int LAST_OF_UNKNOWN_COUNT = 0xffff;

    private final Passage passage;
    private final Scope scope;
    private int width;
    private int height;
    private volatile PixelFormat format;

    /**
     * @param format the server's own, until the viewer asks for another
     */
    ServerFilter(Passage passage, Scope scope, int width, int height, PixelFormat format) {
        this.passage = passage;
        this.scope = scope;
        this.width = width;
        this.height = height;
        this.format = format;
    }

    /** May come from another thread, before the first picture. */
    void format(PixelFormat wanted) {
        format = wanted;
    }

    /**
     * Handles one message.
     *
     * @throws java.io.EOFException at the end of the stream
     */
    void one() throws IOException {
        passage.betweenMessages();
        int type = passage.peek();
        if (type == CUT_TEXT && scope == Scope.VIEW) {
            passage.drop(4);
            passage.drop(textLength(passage.dropInt()));
            return;
        }
        passage.u8();
        switch (type) {
            case UPDATE -> update();
            case COLOUR_MAP -> {
                passage.pass(3);
                passage.pass(passage.u16() * 6L);
            }
            case BELL, END_OF_CONTINUOUS_UPDATES -> {}
            case CUT_TEXT -> {
                passage.pass(3);
                passage.pass(textLength(passage.s32()));
            }
            case FENCE -> {
                passage.pass(7);
                passage.pass(bounded(passage.u8(), FENCE_LIMIT, "a fence"));
            }
            default -> throw new ProtocolBroken("a display server's message of type " + type);
        }
    }

    private static long textLength(int length) throws ProtocolBroken {
        return bounded(Math.abs((long) length), TEXT_LIMIT, "a text");
    }

    private static long bounded(long length, long limit, String what) throws ProtocolBroken {
        if (length < 0 || length > limit) {
            throw new ProtocolBroken(
                    "%s of %d bytes from a display server, over %d".formatted(what, length, limit));
        }
        return length;
    }

    private void update() throws IOException {
        passage.pass(1);
        int count = passage.u16();
        for (int i = 0; i < count; i++) {
            int x = passage.u16();
            int y = passage.u16();
            int w = passage.u16();
            int h = passage.u16();
            int encoding = passage.s32();
            if (encoding == LAST_RECT) {
                return;
            }
            if (!pseudo(encoding, w, h)) {
                if (x + w > width || y + h > height) {
                    throw new ProtocolBroken("a rectangle outside the screen");
                }
                picture(encoding, w, h);
            }
        }
        if (count == LAST_OF_UNKNOWN_COUNT) {
            throw new ProtocolBroken("an update without an end");
        }
    }

    /** Handles what looks like a rectangle but is none; false for a picture. */
    private boolean pseudo(int encoding, int w, int h) throws IOException {
        switch (encoding) {
            case DESKTOP_SIZE -> resize(w, h);
            case EXTENDED_DESKTOP_SIZE -> {
                int screens = passage.u8();
                passage.pass(3 + bounded(screens, SCREENS_LIMIT, "a list of screens") * 16);
                resize(w, h);
            }
            case CURSOR -> {
                cursorBounded(w, h);
                passage.pass((long) w * h * format.bytes() + (w + 7) / 8 * (long) h);
            }
            case VMWARE_CURSOR -> vmwareCursor(w, h);
            case DESKTOP_NAME -> passage.pass(bounded(passage.s32(), 4096, "a name"));
            case LED_STATE -> passage.pass(1);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void resize(int w, int h) throws ProtocolBroken {
        if (w > SIDE_LIMIT || h > SIDE_LIMIT) {
            throw new ProtocolBroken("a screen of %dx%d".formatted(w, h));
        }
        width = w;
        height = h;
    }

    private static void cursorBounded(int w, int h) throws ProtocolBroken {
        if (w > CURSOR_LIMIT || h > CURSOR_LIMIT) {
            throw new ProtocolBroken("a cursor of %dx%d".formatted(w, h));
        }
    }

    private void vmwareCursor(int w, int h) throws IOException {
        cursorBounded(w, h);
        int form = passage.u8();
        passage.pass(1);
        switch (form) {
            case 0 -> passage.pass((long) w * h * format.bytes() * 2);
            case 1 -> passage.pass((long) w * h * 4);
            default -> throw new ProtocolBroken("a cursor of form " + form);
        }
    }

    private void picture(int encoding, int w, int h) throws IOException {
        long pixels = (long) w * h;
        switch (encoding) {
            case RAW -> passage.pass(pixels * format.bytes());
            case COPY_RECT -> passage.pass(4);
            case RRE -> {
                long parts = bounded(passage.s32(), pixels, "a list of rectangles");
                passage.pass(format.bytes() + parts * (format.bytes() + 8));
            }
            case HEXTILE -> hextile(w, h);
            // zlib may make noise a little longer, never twice as long
            case ZLIB, ZRLE ->
                    passage.pass(bounded(passage.s32(), pixels * 8 + 65_536, "a picture"));
            case TIGHT, TIGHT_PNG -> tight(w, h);
            default -> throw new ProtocolBroken("a picture in encoding " + encoding);
        }
    }

    private void hextile(int w, int h) throws IOException {
        for (int y = 0; y < h; y += 16) {
            for (int x = 0; x < w; x += 16) {
                int kind = passage.u8();
                if ((kind & 1) != 0) {
                    int area = Math.min(16, w - x) * Math.min(16, h - y);
                    passage.pass((long) area * format.bytes());
                    continue;
                }
                int colours = Integer.bitCount(kind & (2 | 4));
                passage.pass((long) colours * format.bytes());
                if ((kind & 8) != 0) {
                    int each = (kind & 16) != 0 ? format.bytes() + 2 : 2;
                    passage.pass((long) passage.u8() * each);
                }
            }
        }
    }

    private void tight(int w, int h) throws IOException {
        int control = passage.u8();
        int kind = control >> 4;
        switch (kind) {
            case 8 -> passage.pass(format.tightBytes());
            case 9, 10 -> passage.pass(passage.compactLength());
            case 0, 1, 2, 3, 4, 5, 6, 7 -> {
                boolean filtered = (kind & 4) != 0;
                tightBasic(w, h, filtered ? passage.u8() : 0);
            }
            default -> throw new ProtocolBroken("a Tight rectangle of kind " + kind);
        }
    }

    private void tightBasic(int w, int h, int filter) throws IOException {
        long bytes =
                switch (filter) {
                    case 0, 2 -> (long) w * h * format.tightBytes();
                    case 1 -> {
                        int colours = passage.u8() + 1;
                        passage.pass((long) colours * format.tightBytes());
                        yield colours <= 2 ? (w + 7) / 8 * (long) h : (long) w * h;
                    }
                    default -> throw new ProtocolBroken("a Tight filter " + filter);
                };
        passage.pass(bytes < 12 ? bytes : passage.compactLength());
    }
}
