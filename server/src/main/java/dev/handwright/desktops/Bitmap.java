package dev.handwright.desktops;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A picture to compare.
 *
 * @param bgrx as in {@link Pixels#bgrx}, at least {@code width * height} pixels
 */
record Bitmap(int width, int height, byte[] bgrx) {
    /** Changes nearer than this belong together: wider than a space between words. */
    private static final int CELL = 16;

    private static final int MOST_PARTS = 16;
    private static final byte GREY = (byte) 0x80;

    int rgb(int x, int y) {
        int at = (y * width + x) * 4;
        return (bgrx[at] & 0xff) | (bgrx[at + 1] & 0xff) << 8 | (bgrx[at + 2] & 0xff) << 16;
    }

    boolean has(int x, int y) {
        return x >= 0 && y >= 0 && x < width && y < height;
    }

    boolean isAsLargeAs(Bitmap other) {
        return width == other.width && height == other.height;
    }

    /** The parts in which an equally large picture differs; one for all when they are many. */
    List<Box> differences(Bitmap other) {
        int columns = (width + CELL - 1) / CELL;
        int rows = (height + CELL - 1) / CELL;
        var changed = new boolean[rows][columns];
        for (int y = 0; y < height; y++) {
            int from = y * width * 4;
            int end = from + width * 4;
            if (Arrays.equals(bgrx, from, end, other.bgrx, from, end)) {
                continue;
            }
            for (int x = 0; x < width; x++) {
                if (rgb(x, y) != other.rgb(x, y)) {
                    changed[y / CELL][x / CELL] = true;
                }
            }
        }
        var parts = new ArrayList<Box>();
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                if (changed[row][column]) {
                    parts.add(tight(together(changed, row, column), other));
                }
            }
        }
        return parts.size() <= MOST_PARTS
                ? parts
                : List.of(tight(new Box(0, 0, width, height), other));
    }

    /** The cells that hang together with this one, which are taken out. */
    private Box together(boolean[][] changed, int row, int column) {
        int top = row;
        int bottom = row;
        int left = column;
        int right = column;
        var open = new ArrayDeque<int[]>();
        changed[row][column] = false;
        open.add(new int[] {row, column});
        while (!open.isEmpty()) {
            var cell = open.remove();
            top = Math.min(top, cell[0]);
            bottom = Math.max(bottom, cell[0]);
            left = Math.min(left, cell[1]);
            right = Math.max(right, cell[1]);
            for (int near = 0; near < 25; near++) {
                int y = cell[0] + near / 5 - 2;
                int x = cell[1] + near % 5 - 2;
                if (y >= 0
                        && y < changed.length
                        && x >= 0
                        && x < changed[0].length
                        && changed[y][x]) {
                    changed[y][x] = false;
                    open.add(new int[] {y, x});
                }
            }
        }
        int x = left * CELL;
        int y = top * CELL;
        return new Box(
                x,
                y,
                Math.min(width, (right + 1) * CELL) - x,
                Math.min(height, (bottom + 1) * CELL) - y);
    }

    /** The least part of a box with all differences in it, of which there are some. */
    private Box tight(Box box, Bitmap other) {
        int left = box.right();
        int right = box.x();
        int top = box.bottom();
        int bottom = box.y();
        for (int y = box.y(); y < box.bottom(); y++) {
            for (int x = box.x(); x < box.right(); x++) {
                if (rgb(x, y) != other.rgb(x, y)) {
                    left = Math.min(left, x);
                    right = Math.max(right, x + 1);
                    top = Math.min(top, y);
                    bottom = Math.max(bottom, y + 1);
                }
            }
        }
        return new Box(left, top, right - left, bottom - top);
    }

    void write(DataOutputStream out) throws IOException {
        out.writeInt(width);
        out.writeInt(height);
        out.write(bgrx, 0, width * height * 4);
    }

    static Bitmap read(DataInputStream in) throws IOException {
        int width = in.readInt();
        int height = in.readInt();
        return new Bitmap(width, height, in.readNBytes(width * height * 4));
    }

    /** Whether every pixel is the same. */
    boolean looksAs(Bitmap other) {
        int length = width * height * 4;
        return isAsLargeAs(other) && Arrays.equals(bgrx, 0, length, other.bgrx, 0, length);
    }

    /** Paints a part over. */
    void blank(Box box) {
        for (int y = box.y(); y < box.bottom(); y++) {
            int from = (y * width + box.x()) * 4;
            Arrays.fill(bgrx, from, from + box.width() * 4, GREY);
        }
    }
}
