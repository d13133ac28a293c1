package dev.handwright.desktops;

import java.time.Duration;

/**
 * Pixels out, keys and pointer in. Safe for several threads; each call is atomic, a sequence of
 * calls is not.
 */
public interface Screen extends AutoCloseable {
    /** Different characters beyond Latin-1 and the euro that can be typed between two clearings. */
    int SPARE_KEYS = 50;

    DisplaySize size();

    /** The picture now. */
    Frame frame();

    /** Takes in the picture now, without keeping or copying anything; the cheapest look. */
    void read(Pixels pixels);

    /**
     * Moves the pointer and sets its buttons.
     *
     * @param buttons bit 0 left, 1 middle, 2 right, 3 to 6 wheel up, down, left, right
     */
    void pointer(int x, int y, int buttons);

    /**
     * @param keysym an X key symbol
     */
    void key(int keysym, boolean down);

    /**
     * Takes back the spare keys that characters beyond Latin-1 were given as they were typed. There
     * are {@link #SPARE_KEYS}, and a character for which none is left is lost without a word. Keys
     * that a program has not read yet turn into others: wait for a still picture before.
     */
    void clearSpareKeys();

    /** Returns when the display server has taken in all input sent before. */
    void barrier();

    /**
     * Waits until nothing has changed for {@code quiet}, {@code atMost} in all.
     *
     * @return whether it became quiet
     */
    default boolean awaitStill(Duration quiet, Duration atMost) throws InterruptedException {
        return settle(quiet, atMost).still();
    }

    /** Begins to watch for changes, so that none that comes after this call is missed. */
    void watch();

    /** As {@link #awaitStill}, and tells when the last change came. */
    Stillness settle(Duration quiet, Duration atMost) throws InterruptedException;

    @Override
    void close();

    /**
     * @param still whether nothing changed for as long as was asked
     * @param lastChange from the call to the last change that was seen; zero without one
     */
    record Stillness(boolean still, Duration lastChange) {}

    /**
     * One picture.
     *
     * @param bgrx four bytes a pixel: blue, green, red, unused; row by row
     * @param number counts changes of the picture on this screen: the same number, the same pixels
     */
    record Frame(int width, int height, byte[] bgrx, long number) {}
}
