package dev.handwright.tools;

import java.io.ByteArrayOutputStream;
import java.util.zip.Deflater;

/** With what the JDK brings, at its fastest. */
public final class ZlibDeflation implements Deflation {
    @Override
    public Stream open() {
        return new ZlibStream();
    }

    private static final class ZlibStream implements Stream {
        private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        private final byte[] room = new byte[1 << 16];

        @Override
        public byte[] deflate(byte[] data, int length) {
            deflater.reset();
            deflater.setInput(data, 0, length);
            var out = new ByteArrayOutputStream(room.length);
            int count;
            do {
                count = deflater.deflate(room, 0, room.length, Deflater.SYNC_FLUSH);
                out.write(room, 0, count);
            } while (count == room.length);
            return out.toByteArray();
        }

        @Override
        public void close() {
            deflater.end();
        }
    }
}
