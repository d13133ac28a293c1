package dev.handwright.tools;

import dev.handwright.desktops.Pixels;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/**
 * Which parts of a screen changed when: for each square of 16 by 16 pixels a hash of what it shows
 * and the number of the look that first saw it so. That takes 48 KiB for 1024×768 where the pixels
 * would take 3 MiB. The hash is keyed, so that no page can draw two pictures that count as one
 * except by a chance of 2^-64 a square.
 *
 * @see <a href="https://github.com/wangyi-fudan/wyhash">wyhash, whose mixing step this is</a>
 */
final class Tiles {
    static final int SIDE = 16;

    /** More rectangles than this are told as the one around them all. */
    private static final int MOST_AREAS = 64;

    /** The fourth byte of each pixel means nothing. */
    private static final long COLOURS = 0x00ffffff_00ffffffL;

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final long key;
    private final long seed;
    private int width;
    private int height;
    private int columns;
    private long[] hashes = {};
    private long[] stamps = {};
    private long[] overlays = {};

    Tiles(long key, long seed) {
        this.key = key;
        this.seed = seed;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /**
     * Compares the fresh rows of a picture with the one before and stamps what differs; all of it
     * when the size does.
     *
     * @return whether anything differs
     */
    boolean take(Pixels pixels, long stamp) {
        var changed = new AtomicBoolean();
        if (pixels.width() != width || pixels.height() != height) {
            width = pixels.width();
            height = pixels.height();
            columns = (width + SIDE - 1) / SIDE;
            hashes = new long[columns * ((height + SIDE - 1) / SIDE)];
            stamps = new long[hashes.length];
            overlays = new long[hashes.length];
            Arrays.fill(stamps, stamp);
            changed.set(true);
        }
        var fresh =
                IntStream.iterate(0, top -> top < height, top -> top + SIDE)
                        .filter(top -> pixels.isFresh(top, SIDE))
                        .toArray();
        Workers.share(fresh.length, () -> new Hasher(pixels.bgrx(), fresh, stamp, changed));
        return changed.get();
    }

    /** Something that is drawn over the picture, the pointer, changed there. */
    void stampOverlay(Area area, long stamp) {
        int lastColumn = Math.min(columns - 1, (area.x() + area.width() - 1) / SIDE);
        int lastRow = Math.min(hashes.length / columns - 1, (area.y() + area.height() - 1) / SIDE);
        for (int row = area.y() / SIDE; row <= lastRow; row++) {
            for (int column = area.x() / SIDE; column <= lastColumn; column++) {
                overlays[row * columns + column] = stamp;
            }
        }
    }

    /** The newest stamp of the squares in some rows of pixels. */
    long newest(int fromRow, int toRow, boolean overlay) {
        int from = fromRow / SIDE * columns;
        int to = Math.min(hashes.length, (toRow + SIDE - 1) / SIDE * columns);
        long newest = 0;
        for (int i = from; i < to; i++) {
            newest = Math.max(newest, overlay ? Math.max(stamps[i], overlays[i]) : stamps[i]);
        }
        return newest;
    }

    /**
     * What changed after a stamp, in whole squares but within the screen, from top to bottom; at
     * most 64 rectangles.
     */
    List<Area> since(long stamp, boolean overlay) {
        var areas = new ArrayList<Area>();
        List<Area> above = List.of();
        for (int row = 0; row * SIDE < height; row++) {
            var runs = new ArrayList<Area>();
            for (int column = 0; column < columns; column++) {
                int first = column;
                while (column < columns && isNewer(row * columns + column, stamp, overlay)) {
                    column++;
                }
                if (column > first) {
                    runs.add(run(row, first, column));
                }
            }
            above = joined(areas, above, runs);
        }
        return areas.size() <= MOST_AREAS ? areas : List.of(around(areas));
    }

    private boolean isNewer(int tile, long stamp, boolean overlay) {
        return stamps[tile] > stamp || (overlay && overlays[tile] > stamp);
    }

    private Area run(int row, int from, int to) {
        int x = from * SIDE;
        int y = row * SIDE;
        return new Area(x, y, Math.min(to * SIDE, width) - x, Math.min(y + SIDE, height) - y);
    }

    /** Lets rectangles grow downwards where the row below has the same run; gives the open ones. */
    private static List<Area> joined(List<Area> areas, List<Area> above, List<Area> runs) {
        var open = new ArrayList<Area>();
        for (var run : runs) {
            var grown = run;
            for (var upper : above) {
                if (upper.x() == run.x() && upper.width() == run.width()) {
                    areas.remove(upper);
                    grown =
                            new Area(
                                    run.x(), upper.y(), run.width(), upper.height() + run.height());
                }
            }
            areas.add(grown);
            open.add(grown);
        }
        return open;
    }

    private static Area around(List<Area> areas) {
        int left = Integer.MAX_VALUE;
        int top = Integer.MAX_VALUE;
        int right = 0;
        int bottom = 0;
        for (var area : areas) {
            left = Math.min(left, area.x());
            top = Math.min(top, area.y());
            right = Math.max(right, area.x() + area.width());
            bottom = Math.max(bottom, area.y() + area.height());
        }
        return new Area(left, top, right - left, bottom - top);
    }

    /** Looks at bands of fresh rows, one at a time. */
    private final class Hasher implements Workers.Worker {
        private final byte[] bgrx;
        private final int[] fresh;
        private final long stamp;
        private final AtomicBoolean changed;
        private final long[] band = new long[columns];

        Hasher(byte[] bgrx, int[] fresh, long stamp, AtomicBoolean changed) {
            this.bgrx = bgrx;
            this.fresh = fresh;
            this.stamp = stamp;
            this.changed = changed;
        }

        @Override
        public void piece(int index) {
            int top = fresh[index];
            hashBand(bgrx, top, band);
            int at = top / SIDE * columns;
            boolean any = false;
            for (int column = 0; column < columns; column++) {
                if (band[column] != hashes[at + column]) {
                    hashes[at + column] = band[column];
                    stamps[at + column] = stamp;
                    any = true;
                }
            }
            if (any) {
                changed.set(true);
            }
        }
    }

    /** Hashes one row of squares into {@code band}. */
    private void hashBand(byte[] bgrx, int top, long[] band) {
        Arrays.fill(band, seed);
        int whole = width / SIDE;
        for (int y = top; y < Math.min(top + SIDE, height); y++) {
            int at = y * width * 4;
            for (int column = 0; column < whole; column++, at += SIDE * 4) {
                long hash = band[column];
                hash = mix(longAt(bgrx, at), longAt(bgrx, at + 8), hash);
                hash = mix(longAt(bgrx, at + 16), longAt(bgrx, at + 24), hash);
                hash = mix(longAt(bgrx, at + 32), longAt(bgrx, at + 40), hash);
                band[column] = mix(longAt(bgrx, at + 48), longAt(bgrx, at + 56), hash);
            }
            for (int x = whole * SIDE; x < width; x++, at += 4) {
                long pixel = (int) INTS.get(bgrx, at) & COLOURS;
                band[whole] = mix(pixel, x, band[whole]);
            }
        }
    }

    private static long longAt(byte[] bgrx, int at) {
        return (long) LONGS.get(bgrx, at) & COLOURS;
    }

    private long mix(long first, long second, long hash) {
        long left = first ^ key;
        long right = second ^ hash;
        return left * right ^ Math.unsignedMultiplyHigh(left, right);
    }
}
