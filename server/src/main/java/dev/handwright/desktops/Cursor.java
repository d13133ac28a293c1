package dev.handwright.desktops;

import java.util.Arrays;

/**
 * The pointer of a desktop, which is drawn over its picture.
 *
 * @param x of the pixel it points at
 */
public record Cursor(Shape shape, int x, int y) {
    /** How the pointer looks; empty where it is hidden. */
    public static final class Shape {
        public static final Shape NONE = new Shape(0, 0, 0, 0, new int[0]);

        private final int width;
        private final int height;
        private final int hotX;
        private final int hotY;
        private final int[] argb;

        /**
         * @param hotX the column that points
         * @param argb a pixel each, its colours already multiplied by its alpha
         */
        public Shape(int width, int height, int hotX, int hotY, int[] argb) {
            this.width = width;
            this.height = height;
            this.hotX = hotX;
            this.hotY = hotY;
            this.argb = argb.clone();
        }

        public int width() {
            return width;
        }

        public int height() {
            return height;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Shape shape
                    && width == shape.width
                    && height == shape.height
                    && hotX == shape.hotX
                    && hotY == shape.hotY
                    && Arrays.equals(argb, shape.argb);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(argb);
        }
    }

    /** The column of its leftmost pixel; may be outside the screen, as the others below. */
    public int left() {
        return x - shape.hotX;
    }

    public int top() {
        return y - shape.hotY;
    }

    /** Takes back what was drawn. */
    public interface Under {
        void restore();
    }

    /** Draws as much of it as is within the picture. */
    public Under drawOn(Pixels pixels) {
        int firstColumn = Math.max(0, -left());
        int lastColumn = Math.min(shape.width, pixels.width() - left());
        int firstRow = Math.max(0, -top());
        int lastRow = Math.min(shape.height, pixels.height() - top());
        int from = Math.min(top() + firstRow, pixels.height()) * pixels.width() * 4;
        int to = Math.max(from, (top() + lastRow) * pixels.width() * 4);
        var before = Arrays.copyOfRange(pixels.bgrx(), from, to);
        for (int row = firstRow; row < lastRow; row++) {
            int at = ((top() + row) * pixels.width() + left() + firstColumn) * 4;
            for (int column = firstColumn; column < lastColumn; column++, at += 4) {
                blend(pixels.bgrx(), at, shape.argb[row * shape.width + column]);
            }
        }
        return () -> System.arraycopy(before, 0, pixels.bgrx(), from, before.length);
    }

    private static void blend(byte[] bgrx, int at, int argb) {
        int seen = 255 - (argb >>> 24);
        bgrx[at] = blended(bgrx[at], argb & 0xff, seen);
        bgrx[at + 1] = blended(bgrx[at + 1], argb >> 8 & 0xff, seen);
        bgrx[at + 2] = blended(bgrx[at + 2], argb >> 16 & 0xff, seen);
    }

    private static byte blended(byte below, int above, int seen) {
        return (byte) Math.min(255, above + ((below & 0xff) * seen + 127) / 255);
    }
}
