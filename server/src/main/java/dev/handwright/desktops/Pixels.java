package dev.handwright.desktops;

/** Room for the pixels of one picture, used again and again. For one thread at a time. */
public final class Pixels {
    private byte[] bgrx = new byte[0];
    private int width;
    private int height;

    /** Makes room for a picture of that size; what was held is lost when the size differs. */
    public void fit(int width, int height) {
        int length = Math.multiplyExact(Math.multiplyExact(width, height), 4);
        if (bgrx.length < length) {
            bgrx = new byte[length];
        }
        this.width = width;
        this.height = height;
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
