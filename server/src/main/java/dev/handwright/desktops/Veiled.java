package dev.handwright.desktops;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * What a {@link Veil} knows, for the next server.
 *
 * @param before the screen before what was typed last, while what differs from it may be that
 */
record Veiled(Optional<Bitmap> before, List<Blot> blots) {
    /** Of this form; another one is of another version of this program. */
    private static final int FORM = 1;

    byte[] bytes() {
        var bytes = new ByteArrayOutputStream();
        try (var fast = new Fast(bytes);
                var out = new DataOutputStream(fast)) {
            out.writeByte(FORM);
            out.writeBoolean(before.isPresent());
            if (before.isPresent()) {
                before.get().write(out);
            }
            out.writeInt(blots.size());
            for (var blot : blots) {
                blot.write(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes all bytes", e);
        }
        return bytes.toByteArray();
    }

    static Veiled of(byte[] bytes) {
        try (var in =
                new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(bytes)))) {
            int form = in.readByte();
            if (form != FORM) {
                throw new IllegalStateException("form %d of a veil is not known".formatted(form));
            }
            var before = in.readBoolean() ? Optional.of(Bitmap.read(in)) : Optional.<Bitmap>empty();
            int count = in.readInt();
            var blots = new ArrayList<Blot>();
            for (int i = 0; i < count; i++) {
                blots.add(Blot.read(in));
            }
            return new Veiled(before, blots);
        } catch (IOException e) {
            throw new UncheckedIOException("what a veil knew is broken off", e);
        }
    }

    /** Most of a screen is of one colour: little effort makes it small. */
    private static final class Fast extends DeflaterOutputStream {
        Fast(ByteArrayOutputStream to) {
            super(to, new Deflater(Deflater.BEST_SPEED), 1 << 16);
        }

        @Override
        public void close() throws IOException {
            super.close();
            def.end();
        }
    }
}
