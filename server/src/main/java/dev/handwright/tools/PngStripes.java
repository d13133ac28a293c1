package dev.handwright.tools;

import dev.handwright.desktops.Pixels;
import dev.handwright.desktops.Png;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.IntToLongFunction;
import java.util.zip.Adler32;

/**
 * Writes PNGs in stripes of rows, each deflated by itself into a chunk of its own; a stripe that
 * has not changed since the last picture is not deflated again. For one thread at a time.
 *
 * @see <a href="https://www.w3.org/TR/png-3/#11IDAT">PNG, third edition: IDAT</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1950">RFC 1950, zlib</a>
 */
final class PngStripes {
    static final int ROWS = 32;

    /** Zlib's first two bytes: deflate with a window of 32 KiB, fast. */
    private static final byte[] ZLIB = Png.chunk("IDAT", new byte[] {0x78, 0x01});

    private static final byte[] END = Png.chunk("IEND", new byte[0]);
    private static final int ADLER_BASE = 65521;

    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final Deflation deflation;
    private Stripe[] stripes = {};
    private int width;
    private int height;

    /**
     * @param version of the pixels that it was made from; two stripes of the same place and version
     *     are the same
     * @param length of its rows before they were deflated
     */
    private record Stripe(long version, byte[] chunk, int adler, int length) {
        static final Stripe NONE = new Stripe(-1, new byte[0], 0, 0);
    }

    PngStripes(Deflation deflation) {
        this.deflation = deflation;
    }

    /** Always encodes everything. */
    static byte[] encode(Pixels pixels, Deflation deflation) {
        return new PngStripes(deflation).encode(pixels, _ -> 0);
    }

    /**
     * @param versions the version, 0 or more, of the pixels in a stripe
     */
    byte[] encode(Pixels pixels, IntToLongFunction versions) {
        if (pixels.width() != width || pixels.height() != height) {
            width = pixels.width();
            height = pixels.height();
            stripes = new Stripe[(height + ROWS - 1) / ROWS];
            Arrays.fill(stripes, Stripe.NONE);
        }
        var stale = new int[stripes.length];
        int count = 0;
        for (int i = 0; i < stripes.length; i++) {
            if (stripes[i].version() != versions.applyAsLong(i)) {
                stale[count++] = i;
            }
        }
        Workers.share(count, () -> new StripeWorker(pixels, versions, stale));
        return assembled();
    }

    private byte[] assembled() {
        int adler = 1;
        int length = 0;
        for (var stripe : stripes) {
            adler = combined(adler, stripe.adler(), stripe.length());
            length += stripe.chunk().length;
        }
        var header = Png.header(width, height);
        var last = ByteBuffer.allocate(6).put(new byte[] {3, 0}).putInt(adler); // an empty block
        var lastChunk = Png.chunk("IDAT", last.array());
        var png =
                ByteBuffer.allocate(
                        header.length + ZLIB.length + length + lastChunk.length + END.length);
        png.put(header).put(ZLIB);
        for (var stripe : stripes) {
            png.put(stripe.chunk());
        }
        return png.put(lastChunk).put(END).array();
    }

    /** The Adler-32 of two pieces of data put together, from those of both (as zlib does it). */
    private static int combined(int first, int second, int secondLength) {
        long rest = secondLength % ADLER_BASE;
        long low = first & 0xffff;
        long high = rest * low;
        low += (second & 0xffff) + ADLER_BASE - 1;
        high += (first >>> 16) + (second >>> 16) + ADLER_BASE - rest;
        return (int) (high % ADLER_BASE << 16 | low % ADLER_BASE);
    }

    private final class StripeWorker implements Workers.Worker {
        private final Pixels pixels;
        private final IntToLongFunction versions;
        private final int[] stale;
        private final Deflation.Stream deflater = deflation.open();
        private final Adler32 adler = new Adler32();
        private final byte[] lines = new byte[ROWS * (1 + width * 3) + 1];

        StripeWorker(Pixels pixels, IntToLongFunction versions, int[] stale) {
            this.pixels = pixels;
            this.versions = versions;
            this.stale = stale;
        }

        @Override
        public void piece(int index) {
            int stripe = stale[index];
            int first = stripe * ROWS;
            int length = scanlines(first, Math.min(ROWS, height - first));
            adler.reset();
            adler.update(lines, 0, length);
            stripes[stripe] =
                    new Stripe(
                            versions.applyAsLong(stripe),
                            Png.chunk("IDAT", deflater.deflate(lines, length)),
                            (int) adler.getValue(),
                            length);
        }

        /** Per row a filter type of 0, then red, green, blue of each pixel. */
        private int scanlines(int first, int rows) {
            var bgrx = pixels.bgrx();
            int from = first * width * 4;
            int to = 0;
            for (int y = 0; y < rows; y++) {
                lines[to++] = 0;
                for (int x = 0; x < width; x++, from += 4, to += 3) {
                    // The fourth byte is written over by the next pixel's first.
                    INTS.set(lines, to, Integer.reverseBytes((int) INTS.get(bgrx, from)) >>> 8);
                }
            }
            return to;
        }

        @Override
        public void close() {
            deflater.close();
        }
    }
}
