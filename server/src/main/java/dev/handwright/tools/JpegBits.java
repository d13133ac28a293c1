package dev.handwright.tools;

import java.util.Arrays;

/** Writes the coded blocks of one stripe of a JPEG, bit by bit. */
final class JpegBits {
    private byte[] bytes = new byte[1 << 15];
    private int length;
    private long held;
    private int count;

    /** Forgets what was written. */
    void clear() {
        length = 0;
        held = 0;
        count = 0;
    }

    /**
     * @param size at most 27 bits
     */
    void put(int bits, int size) {
        held = held << size | bits;
        count += size;
        while (count >= 8) {
            count -= 8;
            byteOut((int) (held >> count));
        }
    }

    /** All bytes; the last one is filled with ones. */
    byte[] finished() {
        if (count > 0) {
            put((1 << (8 - count)) - 1, 8 - count);
        }
        return Arrays.copyOf(bytes, length);
    }

    /** A byte of ones is followed by zeros, as markers begin with ones. */
    private void byteOut(int value) {
        if (length + 2 > bytes.length) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
        bytes[length++] = (byte) value;
        if ((value & 0xff) == 0xff) {
            bytes[length++] = 0;
        }
    }
}
