package dev.handwright.viewing;

import java.nio.ByteBuffer;
import java.util.Set;

/**
 * The encodings that {@link ServerFilter} can step through. A viewer's wish list is cut down to
 * them, so that a display server never sends another.
 *
 * @see <a href="https://github.com/rfbproto/rfbproto/blob/master/rfbproto.rst">The RFB protocol,
 *     with the community's extensions</a>
 */
final class Encodings {
    static final int RAW = 0;
    static final int COPY_RECT = 1;
    static final int RRE = 2;
    static final int HEXTILE = 5;
    static final int ZLIB = 6;
    static final int TIGHT = 7;
    static final int ZRLE = 16;
    static final int TIGHT_PNG = -260;
    static final int DESKTOP_SIZE = -223;
    static final int LAST_RECT = -224;
    static final int CURSOR = -239;
    static final int LED_STATE = -261;
    static final int DESKTOP_NAME = -307;
    static final int EXTENDED_DESKTOP_SIZE = -308;
    static final int VMWARE_CURSOR = 0x574d5664;

    private static final int FENCE = -312;
    private static final int CONTINUOUS_UPDATES = -313;
    private static final int EXTENDED_CLIPBOARD = 0xc0a1e5ce;

    /**
     * Not in the list, though noVNC asks for them: QEMU's extended keys, which send the key's place
     * and so type with the desktop's layout instead of the person's; power operations; a ninth
     * mouse button; encodings whose end cannot be told without decoding them.
     */
    private static final Set<Integer> KNOWN =
            Set.of(
                    RAW,
                    COPY_RECT,
                    RRE,
                    HEXTILE,
                    ZLIB,
                    TIGHT,
                    ZRLE,
                    TIGHT_PNG,
                    DESKTOP_SIZE,
                    LAST_RECT,
                    CURSOR,
                    LED_STATE,
                    DESKTOP_NAME,
                    EXTENDED_DESKTOP_SIZE,
                    VMWARE_CURSOR,
                    FENCE,
                    CONTINUOUS_UPDATES);

    private Encodings() {}

    /** A SetEncodings message with those of a viewer's that it may have. */
    static ByteBuffer allowed(ByteBuffer message, Scope scope) {
        var kept = ByteBuffer.allocate(message.remaining());
        kept.put((byte) 2).put((byte) 0).putShort((short) 0);
        for (int at = message.position() + 4; at < message.limit(); at += 4) {
            int encoding = message.getInt(at);
            if (allows(encoding, scope)) {
                kept.putInt(encoding);
            }
        }
        kept.putShort(2, (short) (kept.position() / 4 - 1));
        return kept.flip();
    }

    private static boolean allows(int encoding, Scope scope) {
        boolean quality = encoding >= -32 && encoding <= -23;
        boolean compression = encoding >= -256 && encoding <= -247;
        return KNOWN.contains(encoding)
                || quality
                || compression
                || (encoding == EXTENDED_CLIPBOARD && scope == Scope.CONTROL);
    }
}
