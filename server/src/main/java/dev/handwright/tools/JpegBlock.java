package dev.handwright.tools;

import dev.handwright.desktops.Pixels;

/**
 * Codes blocks of 8 by 8 pixels, one after another: colours apart, cosine transform (the fast one
 * of Arai, Agui and Nakajima, whose scaling is part of the tables), rounding, Huffman. A block of
 * one colour, of which screens have many, needs no transform.
 *
 * @see <a href="https://www.w3.org/Graphics/JPEG/itu-t81.pdf">ITU-T T.81, annexes F and K</a>
 */
final class JpegBlock {
    private static final int END_OF_BLOCK = 0;
    private static final int SIXTEEN_ZEROS = 0xf0;

    private final Pixels pixels;
    private final JpegTables tables;
    private final JpegBits out;
    private final float[][] samples = new float[3][64];
    private final int[] coefficients = new int[64];
    private final int[] averages = new int[3];

    JpegBlock(Pixels pixels, JpegTables tables, JpegBits out) {
        this.pixels = pixels;
        this.tables = tables;
        this.out = out;
    }

    /** The next blocks follow none. */
    void restart() {
        averages[0] = 0;
        averages[1] = 0;
        averages[2] = 0;
    }

    /** Codes the block whose upper left pixel is there; beyond the edge the last pixel counts. */
    void encode(int left, int top) {
        boolean plain = take(left, top);
        for (int component = 0; component < 3; component++) {
            int kind = component == 0 ? 0 : 1;
            var block = samples[component];
            var factors = tables.factors[kind];
            if (plain) {
                putAverage(component, Math.round(block[0] * 64 * factors[0]));
                put(tables.rest[kind], END_OF_BLOCK);
                continue;
            }
            for (int i = 0; i < 64; i += 8) {
                transform(block, i, 1);
            }
            for (int i = 0; i < 8; i++) {
                transform(block, i, 8);
            }
            for (int i = 0; i < 64; i++) {
                coefficients[i] = Math.round(block[i] * factors[i]);
            }
            putAverage(component, coefficients[0]);
            putRest(tables.rest[kind]);
        }
    }

    /** Whether all pixels are the same. */
    private boolean take(int left, int top) {
        var bgrx = pixels.bgrx();
        int first = -1;
        boolean plain = true;
        for (int y = 0; y < 8; y++) {
            int row = Math.min(top + y, pixels.height() - 1) * pixels.width();
            for (int x = 0; x < 8; x++) {
                int at = (row + Math.min(left + x, pixels.width() - 1)) * 4;
                int blue = bgrx[at] & 0xff;
                int green = bgrx[at + 1] & 0xff;
                int red = bgrx[at + 2] & 0xff;
                int rgb = red << 16 | green << 8 | blue;
                first = first < 0 ? rgb : first;
                plain &= rgb == first;
                int i = y * 8 + x;
                samples[0][i] = 0.299f * red + 0.587f * green + 0.114f * blue - 128;
                samples[1][i] = -0.16873589f * red - 0.3312641f * green + 0.5f * blue;
                samples[2][i] = 0.5f * red - 0.41868758f * green - 0.08131241f * blue;
            }
        }
        return plain;
    }

    /** Eight values, each {@code step} after the one before. */
    private static void transform(float[] d, int at, int step) {
        float s0 = d[at] + d[at + 7 * step];
        float s7 = d[at] - d[at + 7 * step];
        float s1 = d[at + step] + d[at + 6 * step];
        float s6 = d[at + step] - d[at + 6 * step];
        float s2 = d[at + 2 * step] + d[at + 5 * step];
        float s5 = d[at + 2 * step] - d[at + 5 * step];
        float s3 = d[at + 3 * step] + d[at + 4 * step];
        float s4 = d[at + 3 * step] - d[at + 4 * step];

        float even = s0 + s3;
        float odd = s0 - s3;
        float middle = s1 + s2;
        d[at] = even + middle;
        d[at + 4 * step] = even - middle;
        float turned = (s1 - s2 + odd) * 0.70710677f;
        d[at + 2 * step] = odd + turned;
        d[at + 6 * step] = odd - turned;

        float a = s4 + s5;
        float b = s5 + s6;
        float c = s6 + s7;
        float common = (a - c) * 0.38268343f;
        float low = 0.541196100f * a + common;
        float high = 1.306563f * c + common;
        float half = b * 0.70710677f;
        float sum = s7 + half;
        float rest = s7 - half;
        d[at + 5 * step] = rest + low;
        d[at + 3 * step] = rest - low;
        d[at + step] = sum + high;
        d[at + 7 * step] = sum - high;
    }

    /** The block's average is written as what it differs by from the one before. */
    private void putAverage(int component, int average) {
        int difference = average - averages[component];
        averages[component] = average;
        int size = size(difference);
        put(tables.first[component == 0 ? 0 : 1], size);
        putBits(difference, size);
    }

    private void putRest(JpegTables.Codes codes) {
        int zeros = 0;
        for (int i = 1; i < 64; i++) {
            int value = coefficients[JpegTables.ZIGZAG[i]];
            if (value == 0) {
                zeros++;
                continue;
            }
            for (; zeros >= 16; zeros -= 16) {
                put(codes, SIXTEEN_ZEROS);
            }
            int size = size(value);
            put(codes, zeros << 4 | size);
            putBits(value, size);
            zeros = 0;
        }
        if (zeros > 0) {
            put(codes, END_OF_BLOCK);
        }
    }

    private void put(JpegTables.Codes codes, int symbol) {
        out.put(codes.bits[symbol], codes.lengths[symbol]);
    }

    /** Negative values are written as one less, without the leading ones. */
    private void putBits(int value, int size) {
        out.put((value < 0 ? value - 1 : value) & ((1 << size) - 1), size);
    }

    private static int size(int value) {
        return 32 - Integer.numberOfLeadingZeros(Math.abs(value));
    }
}
