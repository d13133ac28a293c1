package dev.handwright.tools;

import dev.handwright.desktops.Pixels;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.IntToLongFunction;

/**
 * Writes JPEGs in stripes of rows, each coded by itself between two restart markers; a stripe that
 * has not changed since the last picture of that quality is not coded again. For one thread at a
 * time.
 */
final class JpegStripes {
    static final int ROWS = 32;

    private static final byte FIRST_RESTART = (byte) 0xd0;
    private static final byte[] END = {(byte) 0xff, (byte) 0xd9};

    private byte[][] stripes = {};
    private long[] versions = {};
    private int width;
    private int height;
    private int quality;
    private JpegTables tables = new JpegTables(1);

    /** Always encodes everything. */
    static byte[] encode(Pixels pixels, int quality) {
        return new JpegStripes().encode(pixels, quality, _ -> 0);
    }

    /**
     * @param quality 1 to 100
     * @param wanted the version, 0 or more, of the pixels in a stripe
     */
    byte[] encode(Pixels pixels, int quality, IntToLongFunction wanted) {
        if (pixels.width() != width || pixels.height() != height || quality != this.quality) {
            width = pixels.width();
            height = pixels.height();
            this.quality = quality;
            tables = new JpegTables(quality);
            stripes = new byte[(height + ROWS - 1) / ROWS][];
            versions = new long[stripes.length];
            Arrays.fill(versions, -1);
        }
        var stale = new int[stripes.length];
        int count = 0;
        for (int i = 0; i < stripes.length; i++) {
            if (versions[i] != wanted.applyAsLong(i)) {
                stale[count++] = i;
            }
        }
        Workers.share(count, () -> worker(pixels, wanted, stale));
        return assembled();
    }

    private Workers.Worker worker(Pixels pixels, IntToLongFunction wanted, int[] stale) {
        var bits = new JpegBits();
        var block = new JpegBlock(pixels, tables, bits);
        return index -> {
            int stripe = stale[index];
            int end = Math.min((stripe + 1) * ROWS, height);
            bits.clear();
            block.restart();
            for (int y = stripe * ROWS; y < end; y += 8) {
                for (int x = 0; x < width; x += 8) {
                    block.encode(x, y);
                }
            }
            stripes[stripe] = bits.finished();
            versions[stripe] = wanted.applyAsLong(stripe);
        };
    }

    private byte[] assembled() {
        var header = tables.header(width, height, (width + 7) / 8 * (ROWS / 8));
        int length = header.length + END.length - 2;
        for (var stripe : stripes) {
            length += stripe.length + 2;
        }
        var jpeg = ByteBuffer.allocate(length).put(header);
        for (int i = 0; i < stripes.length; i++) {
            if (i > 0) {
                jpeg.put((byte) 0xff).put((byte) (FIRST_RESTART + (i - 1) % 8));
            }
            jpeg.put(stripes[i]);
        }
        return jpeg.put(END).array();
    }
}
