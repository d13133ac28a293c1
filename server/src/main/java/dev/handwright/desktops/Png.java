package dev.handwright.desktops;

import dev.handwright.desktops.Screen.Frame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes a frame as a PNG: 8-bit RGB, no filter, fast compression. On pages of text that is twice
 * as fast as javax.imageio at nearly the same size.
 *
 * @see <a href="https://www.w3.org/TR/png-3/">PNG, third edition</a>
 */
public final class Png {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final byte[] EIGHT_BIT_RGB = {8, 2, 0, 0, 0};

    private Png() {}

    /** The whole file. Safe for any thread. */
    public static byte[] encode(Frame frame) {
        var png = new ByteArrayOutputStream(frame.bgrx().length / 8);
        png.writeBytes(header(frame.width(), frame.height()));
        png.writeBytes(chunk("IDAT", deflated(scanlines(frame))));
        png.writeBytes(chunk("IEND", new byte[0]));
        return png.toByteArray();
    }

    /** What an 8-bit RGB file begins with. */
    public static byte[] header(int width, int height) {
        var size = ByteBuffer.allocate(13).putInt(width).putInt(height).put(EIGHT_BIT_RGB);
        var chunk = chunk("IHDR", size.array());
        return ByteBuffer.allocate(SIGNATURE.length + chunk.length)
                .put(SIGNATURE)
                .put(chunk)
                .array();
    }

    /**
     * @param type four letters
     */
    public static byte[] chunk(String type, byte[] data) {
        var name = type.getBytes(StandardCharsets.US_ASCII);
        var crc = new CRC32();
        crc.update(name);
        crc.update(data);
        return ByteBuffer.allocate(12 + data.length)
                .putInt(data.length)
                .put(name)
                .put(data)
                .putInt((int) crc.getValue())
                .array();
    }

    /** Per row a filter type of 0, then red, green, blue of each pixel. */
    private static byte[] scanlines(Frame frame) {
        var bgrx = frame.bgrx();
        var lines = new byte[frame.height() * (1 + frame.width() * 3)];
        int to = 0;
        int from = 0;
        for (int y = 0; y < frame.height(); y++) {
            lines[to++] = 0;
            for (int x = 0; x < frame.width(); x++, from += 4, to += 3) {
                lines[to] = bgrx[from + 2];
                lines[to + 1] = bgrx[from + 1];
                lines[to + 2] = bgrx[from];
            }
        }
        return lines;
    }

    private static byte[] deflated(byte[] data) {
        try (var deflater = new Deflater(Deflater.BEST_SPEED)) {
            deflater.setInput(data);
            deflater.finish();
            var out = new ByteArrayOutputStream(data.length / 8);
            var buffer = new byte[1 << 16];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        }
    }
}
