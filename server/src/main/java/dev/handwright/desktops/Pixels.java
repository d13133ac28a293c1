package dev.handwright.desktops;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Room for the pixels of one picture, used again and again: where it still holds what was read into
 * it last, only what changed since is read. For one thread at a time.
 */
public final class Pixels {
    private byte[] bgrx = new byte[0];
    private int width;
    private int height;
    private final BitSet fresh = new BitSet();
    private @Nullable Object reading;

    /**
     * Makes room for a picture of that size, all of whose rows are then fresh; what was held is
     * lost when the size differs.
     */
    public void fit(int width, int height) {
        int length = Math.multiplyExact(Math.multiplyExact(width, height), 4);
        if (bgrx.length < length) {
            bgrx = new byte[length];
        }
        this.width = width;
        this.height = height;
        fresh.clear();
        fresh.set(0, height);
        reading = null;
    }

    /** Makes it black: nothing of what was held can be seen. */
    public void blank() {
        Arrays.fill(bgrx, (byte) 0);
        reading = null;
    }

    /** Says which reading of a screen it holds. */
    public void hold(Object reading) {
        this.reading = reading;
    }

    /** Whether it holds what that reading gave, and nothing was changed since. */
    public boolean holds(Object reading) {
        return reading.equals(this.reading);
    }

    /** From now on only those rows are fresh that are named. */
    public void refresh() {
        fresh.clear();
    }

    /** A row may be another than before. */
    public void refresh(int row) {
        fresh.set(row);
    }

    /** Whether one of so many rows may be another than before the last reading. */
    public boolean isFresh(int first, int rows) {
        int next = fresh.nextSetBit(first);
        return next >= 0 && next < first + rows;
    }

    /**
     * Four bytes a pixel: blue, green, red, unused; row by row. Longer than the picture where a
     * larger one was held before.
     */
    public byte[] bgrx() {
        return bgrx;
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }
}
