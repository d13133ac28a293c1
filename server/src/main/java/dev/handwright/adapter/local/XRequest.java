package dev.handwright.adapter.local;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * One X11 request as it is written field by field, least significant byte first.
 *
 * @see <a href="https://www.x.org/releases/X11R7.7/doc/xproto/x11protocol.html">X11 protocol,
 *     appendix B, Protocol Encoding</a>
 */
final class XRequest {
    /** The longest request without extensions: its length is 16 bits of four bytes each. */
    static final int LIMIT = 65_535 * 4;

    private ByteBuffer bytes = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);

    /**
     * @param opcode the request's number, or an extension's
     * @param data what stands in the second byte: an extension's minor number, a flag …
     */
    XRequest(int opcode, int data) {
        int8(opcode).int8(data).int16(0);
    }

    XRequest int8(int value) {
        room(1).put((byte) value);
        return this;
    }

    XRequest int16(int value) {
        room(2).putShort((short) value);
        return this;
    }

    XRequest int32(int value) {
        room(4).putInt(value);
        return this;
    }

    XRequest zeros(int count) {
        room(count).put(new byte[count]);
        return this;
    }

    XRequest bytes(byte[] value) {
        room(value.length).put(value);
        return this;
    }

    XRequest latin(String value) {
        return bytes(value.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The whole request, padded to four bytes, its length filled in. */
    ByteBuffer finish() {
        zeros(-bytes.position() & 3);
        if (bytes.position() > LIMIT) {
            throw new IllegalArgumentException("a request of " + bytes.position() + " bytes");
        }
        bytes.putShort(2, (short) (bytes.position() / 4));
        return bytes.flip();
    }

    private ByteBuffer room(int count) {
        if (bytes.remaining() < count) {
            var larger =
                    ByteBuffer.allocate(Math.max(bytes.capacity() * 2, bytes.position() + count));
            bytes = larger.order(ByteOrder.LITTLE_ENDIAN).put(bytes.flip());
        }
        return bytes;
    }
}
