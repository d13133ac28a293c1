package dev.handwright.adapter.local;

import dev.handwright.desktops.Pixels;
import java.nio.ByteBuffer;

/** Takes pieces of updates into the pixels of a screen of the same size, and counts them. */
final class RfbPainter implements RfbConnection.Canvas {
    private final Pixels pixels;
    private long painted;

    RfbPainter(Pixels pixels) {
        this.pixels = pixels;
    }

    /** So many pixels came. */
    long painted() {
        return painted;
    }

    @Override
    public void row(int x, int y, int width, ByteBuffer row) {
        row.get(pixels.bgrx(), (y * pixels.width() + x) * 4, width * 4);
        pixels.refresh(y);
        painted += width;
    }
}
