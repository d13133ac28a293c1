package dev.handwright.desktops;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A place where the picture changed while a secret was typed, and how it looked then: in a later
 * picture it tells what to blank.
 */
final class Blot {
    /** A field may show more at the end of what was typed later, or as letters instead of dots. */
    private static final int BESIDE = 8;

    private static final int ABOVE = 4;

    /** What is looked for elsewhere: so many pixels of a line, with so many changes of colour. */
    private static final int CHUNK = 32;

    private static final int LEAST_CHANGES = 5;
    private static final int MOST_CHUNKS = 4;

    /** Places at a time; beyond, one secret would have been shown often. */
    private static final int MOST_FOUND = 16;

    /** How far around the place the page is remembered, and by how many of its edges. */
    private static final int AROUND = 160;

    private static final int MOST_EDGES = 2000;

    private final Box box;
    private final Bitmap before;
    private final Bitmap after;
    private final List<Chunk> chunks;
    private final int[] edges; // places in the picture: y << 16 | x
    private final int[] edgeColours;
    private boolean there = true;

    /** A short piece of a line, from the top left of the box. */
    private record Chunk(int x, int y, int[] colours) {
        /** The first pixel of another colour than the one it begins with. */
        int anchor() {
            int at = 1;
            while (colours[at] == colours[0]) {
                at++;
            }
            return at;
        }

        boolean isAt(Bitmap picture, int atX, int atY) {
            int i = 0;
            while (i < colours.length && picture.rgb(atX + i, atY) == colours[i]) {
                i++;
            }
            return i == colours.length;
        }
    }

    /**
     * @param box where the pictures differ
     * @param all every such box; none counts as surroundings
     */
    Blot(Box box, List<Box> all, Bitmap before, Bitmap after) {
        this(box, cut(before, box), cut(after, box), edges(after, box, all), after);
    }

    private Blot(Box box, Bitmap before, Bitmap after, int[] edges, Bitmap page) {
        this(
                box,
                before,
                after,
                edges,
                IntStream.of(edges).map(it -> page.rgb(it & 0xffff, it >>> 16)).toArray());
    }

    private Blot(Box box, Bitmap before, Bitmap after, int[] edges, int[] edgeColours) {
        this.box = box;
        this.before = before;
        this.after = after;
        this.chunks = chunks();
        this.edges = edges;
        this.edgeColours = edgeColours;
    }

    /** Whether it is there is for the next picture to tell. */
    void write(DataOutputStream out) throws IOException {
        box.write(out);
        before.write(out);
        after.write(out);
        out.writeInt(edges.length);
        for (int i = 0; i < edges.length; i++) {
            out.writeInt(edges[i]);
            out.writeInt(edgeColours[i]);
        }
    }

    static Blot read(DataInputStream in) throws IOException {
        var box = Box.read(in);
        var before = Bitmap.read(in);
        var after = Bitmap.read(in);
        var edges = new int[in.readInt()];
        var colours = new int[edges.length];
        for (int i = 0; i < edges.length; i++) {
            edges[i] = in.readInt();
            colours[i] = in.readInt();
        }
        return new Blot(box, before, after, edges, colours);
    }

    /** Whether the same shows at the same place. */
    boolean looksAs(Blot other) {
        return box.equals(other.box) && after.looksAs(other.after);
    }

    Box box() {
        return box;
    }

    /** What to blank in a picture as it is on the screen. */
    List<Box> in(Bitmap picture) {
        var found = new ArrayList<Box>();
        there &= !isAsBefore(picture);
        for (var moved : elsewhere(picture)) {
            found.add(grown(moved, picture));
        }
        if (there) {
            there = shows(picture) || isSamePage(picture) || !found.isEmpty();
        }
        if (there) {
            found.add(grown(box, picture));
        }
        return found;
    }

    private static Box grown(Box box, Bitmap picture) {
        return box.grown(
                BESIDE, BESIDE + box.width() / 2, ABOVE, picture.width(), picture.height());
    }

    private boolean isAsBefore(Bitmap picture) {
        return share(picture, 0, 0, before, whole(), false) == 1;
    }

    /** Whether a quarter of what was drawn there is there still. */
    private boolean shows(Bitmap picture) {
        return share(picture, 0, 0, after, whole(), true) >= 0.25;
    }

    private Box whole() {
        return new Box(0, 0, box.width(), box.height());
    }

    /**
     * How much of a picture is as it was, moved by so many pixels.
     *
     * @param part of the box, from its top left
     * @param drawn whether only the pixels count that typing changed
     */
    private double share(
            Bitmap picture, int right, int down, Bitmap then, Box part, boolean drawn) {
        int all = 0;
        int same = 0;
        for (int y = part.y(); y < part.bottom(); y++) {
            for (int x = part.x(); x < part.right(); x++) {
                if (!drawn || before.rgb(x, y) != after.rgb(x, y)) {
                    int atX = box.x() + x + right;
                    int atY = box.y() + y + down;
                    all++;
                    if (picture.has(atX, atY) && picture.rgb(atX, atY) == then.rgb(x, y)) {
                        same++;
                    }
                }
            }
        }
        return all == 0 ? 0 : (double) same / all;
    }

    /** Whether half of the edges around it are where they were. */
    private boolean isSamePage(Bitmap picture) {
        int same = 0;
        for (int i = 0; i < edges.length; i++) {
            int x = edges[i] & 0xffff;
            int y = edges[i] >>> 16;
            if (picture.has(x, y) && picture.rgb(x, y) == edgeColours[i]) {
                same++;
            }
        }
        return edges.length > 0 && same * 2 >= edges.length;
    }

    /** Where in a picture a piece of it is, wherever it was moved to. */
    private List<Box> elsewhere(Bitmap picture) {
        var found = new ArrayList<Box>();
        for (var chunk : chunks) {
            int anchor = chunk.anchor();
            for (int y = 0; y < picture.height(); y++) {
                for (int x = 0; x <= picture.width() - chunk.colours.length; x++) {
                    if (picture.rgb(x + anchor, y) == chunk.colours[anchor]
                            && chunk.isAt(picture, x, y)
                            && found.size() < MOST_FOUND) {
                        check(picture, chunk, x, y, found);
                    }
                }
            }
        }
        return found;
    }

    /** One line alone may look the same by chance. */
    private void check(Bitmap picture, Chunk chunk, int x, int y, List<Box> found) {
        int right = x - box.x() - chunk.x;
        int down = y - box.y() - chunk.y;
        var part = new Box(chunk.x, 0, chunk.colours.length, box.height());
        var moved = box.moved(right, down);
        if (!found.contains(moved) && share(picture, right, down, after, part, true) >= 0.9) {
            found.add(moved);
        }
    }

    /** Of the line with most changes of colour; none where that is too plain to be known again. */
    private List<Chunk> chunks() {
        int best = 0;
        for (int y = 1; y < box.height(); y++) {
            best = changes(y, 0, box.width()) > changes(best, 0, box.width()) ? y : best;
        }
        var pieces = new ArrayList<Chunk>();
        int length = Math.min(CHUNK, box.width());
        int step = Math.max(CHUNK, box.width() / MOST_CHUNKS);
        for (int x = 0; x + length <= box.width() && pieces.size() < MOST_CHUNKS; x += step) {
            if (changes(best, x, length) >= LEAST_CHANGES) {
                int from = x;
                int line = best;
                var colours = IntStream.range(0, length).map(it -> after.rgb(from + it, line));
                pieces.add(new Chunk(from, line, colours.toArray()));
            }
        }
        return pieces;
    }

    /** Of colour, along a line, where typing drew. */
    private int changes(int y, int from, int length) {
        int count = 0;
        for (int x = from + 1; x < from + length; x++) {
            if (after.rgb(x, y) != after.rgb(x - 1, y) && after.rgb(x, y) != before.rgb(x, y)) {
                count++;
            }
        }
        return count;
    }

    private static Bitmap cut(Bitmap picture, Box box) {
        var bytes = new byte[box.width() * box.height() * 4];
        for (int y = 0; y < box.height(); y++) {
            int from = ((box.y() + y) * picture.width() + box.x()) * 4;
            System.arraycopy(picture.bgrx(), from, bytes, y * box.width() * 4, box.width() * 4);
        }
        return new Bitmap(box.width(), box.height(), bytes);
    }

    /** Pixels around the box that differ from their left neighbours: what a page looks like. */
    private static int[] edges(Bitmap picture, Box box, List<Box> all) {
        var near = box.grown(AROUND, AROUND, AROUND, picture.width(), picture.height());
        var found = IntStream.builder();
        for (int y = near.y(); y < near.bottom(); y++) {
            for (int x = near.x() + 1; x < near.right(); x++) {
                int atX = x;
                int atY = y;
                if (picture.rgb(x, y) != picture.rgb(x - 1, y)
                        && all.stream().noneMatch(it -> it.holds(atX, atY))) {
                    found.add(y << 16 | x);
                }
            }
        }
        var places = found.build().toArray();
        int every = places.length / MOST_EDGES + 1;
        return IntStream.range(0, places.length / every).map(it -> places[it * every]).toArray();
    }
}
