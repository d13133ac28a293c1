package dev.handwright.viewing;

import java.nio.ByteBuffer;

/**
 * How pixels are sent.
 *
 * @param bytes of one pixel: 1, 2 or 4
 * @param tightBytes of one pixel in the Tight encoding
 */
record PixelFormat(int bytes, int tightBytes) {
    static final int LENGTH = 16;

    /** Reads the 16 bytes at an index. */
    static PixelFormat read(ByteBuffer from, int at) throws ProtocolBroken {
        int bits = from.get(at) & 0xff;
        int depth = from.get(at + 1) & 0xff;
        if (bits != 8 && bits != 16 && bits != 32) {
            throw new ProtocolBroken("a pixel of " + bits + " bits");
        }
        boolean trueColour = from.get(at + 3) != 0;
        boolean eightEach =
                from.getShort(at + 4) == 255
                        && from.getShort(at + 6) == 255
                        && from.getShort(at + 8) == 255;
        boolean packed = bits == 32 && depth == 24 && trueColour && eightEach;
        return new PixelFormat(bits / 8, packed ? 3 : bits / 8);
    }
}
