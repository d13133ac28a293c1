package dev.handwright.fakes;

import dev.handwright.desktops.Cursor;
import dev.handwright.desktops.DisplaySize;
import dev.handwright.desktops.Pixels;
import dev.handwright.desktops.Screen;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** A screen that writes down what it is told; it can break after a number of events. */
public final class FakeScreen implements Screen {
    public final List<String> events = new ArrayList<>();
    public final FakeClipboard clipboard = new FakeClipboard();
    public final FakeWindows windows = new FakeWindows();

    /** Waits for what a click leads to, each with the number of events before it. */
    public final List<String> reactions = new ArrayList<>();

    public int breaksAfter = Integer.MAX_VALUE;
    public volatile boolean dead;

    /** Told each event of pointer and keys; may paint. */
    public Consumer<String> listener = _ -> {};

    /** Where the pointer is; a test may set it as a person would. */
    public volatile Place place = new Place(512, 384);

    /** What it shows, as in {@link Frame#bgrx}. */
    public byte[] pixels;

    public volatile Cursor cursor = new Cursor(Cursor.Shape.NONE, 0, 0);

    private DisplaySize size;

    public FakeScreen() {
        this(DisplaySize.DEFAULT);
    }

    public FakeScreen(DisplaySize size) {
        this.size = size;
        this.pixels = new byte[size.width() * size.height() * 4];
    }

    @Override
    public DisplaySize size() {
        return size;
    }

    @Override
    public Frame frame() {
        return new Frame(size.width(), size.height(), pixels.clone(), events.size());
    }

    @Override
    public Cursor read(Pixels into) {
        into.fit(size.width(), size.height());
        System.arraycopy(pixels, 0, into.bgrx(), 0, pixels.length);
        into.hold(this);
        return cursor;
    }

    /** Takes on another one's size and picture. */
    public void becomes(FakeScreen other) {
        size = other.size;
        pixels = other.pixels;
    }

    /** Paints a rectangle. */
    public void paint(int x, int y, int width, int height, int rgb) {
        for (int row = y; row < y + height; row++) {
            for (int column = x; column < x + width; column++) {
                int at = (row * size.width() + column) * 4;
                pixels[at] = (byte) rgb;
                pixels[at + 1] = (byte) (rgb >> 8);
                pixels[at + 2] = (byte) (rgb >> 16);
            }
        }
    }

    @Override
    public Place pointerPlace() {
        return place;
    }

    @Override
    public void pointer(int x, int y, int buttons) {
        place = new Place(x, y);
        note("pointer %d,%d %d".formatted(x, y, buttons));
    }

    @Override
    public void key(int keysym, boolean down) {
        note((down ? "press " : "release ") + Integer.toHexString(keysym));
    }

    @Override
    public void assign(Set<Integer> symbols) {
        events.add("assign " + symbols.size());
    }

    @Override
    public void expectReaction() {
        reactions.add("expected after " + events.size());
    }

    @Override
    public void awaitReaction() {
        reactions.add("awaited after " + events.size());
    }

    @Override
    public FakeClipboard clipboard() {
        return clipboard;
    }

    @Override
    public FakeWindows windows() {
        return windows;
    }

    @Override
    public void barrier() {
        if (dead) {
            throw new UncheckedIOException(new IOException("the screen is dead"));
        }
        events.add("barrier");
    }

    @Override
    public void watch() {
        events.add("watch");
    }

    @Override
    public Stillness settle(Duration quiet, Duration atMost) {
        events.add("await " + quiet.toMillis() + " " + atMost.toMillis());
        return new Stillness(true, Duration.ZERO);
    }

    @Override
    public void close() {
        events.add("close");
    }

    private void note(String event) {
        events.add(event);
        listener.accept(event);
        if (events.size() == breaksAfter) {
            throw new IllegalStateException("the screen broke");
        }
    }
}
