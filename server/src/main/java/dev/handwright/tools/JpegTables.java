package dev.handwright.tools;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import javax.imageio.plugins.jpeg.JPEGHuffmanTable;
import javax.imageio.plugins.jpeg.JPEGQTable;

/**
 * What a JPEG of one size and quality begins with, and the tables it is coded by: those of the
 * standard's annex K. Three components at full resolution, as screens have small coloured text.
 *
 * @see <a href="https://www.w3.org/Graphics/JPEG/itu-t81.pdf">ITU-T T.81</a>
 */
final class JpegTables {
    /** The order in which the 64 coefficients of a block are written. */
    static final int[] ZIGZAG = {
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27,
        20, 13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
        58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63
    };

    /** By which the transform of {@link JpegBlock} leaves each row and column too large. */
    private static final double[] SCALES = {
        1.0, 1.387039845, 1.306562965, 1.175875602, 1.0, 0.785694958, 0.541196100, 0.275899379
    };

    /** One table for brightness and one for colour, of each kind. */
    final int[][] quants = new int[2][];

    /** What coefficients are multiplied by before they are rounded, in the order of the block. */
    final float[][] factors = new float[2][];

    final Codes[] first = {
        new Codes(JPEGHuffmanTable.StdDCLuminance), new Codes(JPEGHuffmanTable.StdDCChrominance)
    };
    final Codes[] rest = {
        new Codes(JPEGHuffmanTable.StdACLuminance), new Codes(JPEGHuffmanTable.StdACChrominance)
    };

    /**
     * @param quality 1 to 100, as libjpeg means it
     */
    JpegTables(int quality) {
        int percent = quality < 50 ? 5000 / quality : 200 - quality * 2;
        var plain = new JPEGQTable[] {JPEGQTable.K1Luminance, JPEGQTable.K2Chrominance};
        for (int i = 0; i < 2; i++) {
            var table = plain[i].getTable();
            quants[i] = new int[64];
            factors[i] = new float[64];
            for (int k = 0; k < 64; k++) {
                int quant = Math.clamp((table[k] * percent + 50) / 100, 1, 255);
                quants[i][k] = quant;
                factors[i][k] = (float) (1 / (8 * quant * SCALES[k / 8] * SCALES[k % 8]));
            }
        }
    }

    /** A Huffman code for each symbol: its bits and how many they are. */
    static final class Codes {
        final int[] bits = new int[256];
        final int[] lengths = new int[256];
        private final JPEGHuffmanTable table;

        Codes(JPEGHuffmanTable table) {
            this.table = table;
            var counts = table.getLengths();
            var symbols = table.getValues();
            int code = 0;
            int at = 0;
            for (int length = 1; length <= counts.length; length++, code <<= 1) {
                for (int i = 0; i < counts[length - 1]; i++, code++, at++) {
                    bits[symbols[at]] = code;
                    lengths[symbols[at]] = length;
                }
            }
        }
    }

    /**
     * All that comes before the coded blocks.
     *
     * @param restart after so many blocks the coding begins anew
     */
    byte[] header(int width, int height, int restart) {
        var out = new ByteArrayOutputStream(1024);
        out.writeBytes(new byte[] {(byte) 0xff, (byte) 0xd8});
        segment(out, 0xe0, new byte[] {'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0});
        for (int i = 0; i < 2; i++) {
            var table = ByteBuffer.allocate(65).put((byte) i);
            for (int at : ZIGZAG) {
                table.put((byte) quants[i][at]);
            }
            segment(out, 0xdb, table.array());
        }
        var frame = ByteBuffer.allocate(15).put((byte) 8);
        frame.putShort((short) height).putShort((short) width).put((byte) 3);
        frame.put(new byte[] {1, 0x11, 0, 2, 0x11, 1, 3, 0x11, 1});
        segment(out, 0xc0, frame.array());
        for (int i = 0; i < 2; i++) {
            segment(out, 0xc4, huffman(i, first[i].table));
            segment(out, 0xc4, huffman(0x10 | i, rest[i].table));
        }
        segment(out, 0xdd, ByteBuffer.allocate(2).putShort((short) restart).array());
        segment(out, 0xda, new byte[] {3, 1, 0, 2, 0x11, 3, 0x11, 0, 63, 0});
        return out.toByteArray();
    }

    private static byte[] huffman(int id, JPEGHuffmanTable table) {
        var counts = table.getLengths();
        var symbols = table.getValues();
        var bytes = new byte[17 + symbols.length];
        bytes[0] = (byte) id;
        for (int i = 0; i < counts.length; i++) {
            bytes[1 + i] = (byte) counts[i];
        }
        for (int i = 0; i < symbols.length; i++) {
            bytes[17 + i] = (byte) symbols[i];
        }
        return bytes;
    }

    private static void segment(ByteArrayOutputStream out, int marker, byte[] content) {
        int length = content.length + 2;
        out.writeBytes(
                new byte[] {(byte) 0xff, (byte) marker, (byte) (length >> 8), (byte) length});
        out.writeBytes(content);
    }
}
