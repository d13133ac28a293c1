package dev.handwright.desktops;

import java.time.Duration;

/**
 * Pixels out, keys and pointer in. Safe for several threads; each call is atomic, a sequence of
 * calls is not.
 */
public interface Screen extends AutoCloseable {
    DisplaySize size();

    /** The picture now. */
    Frame frame();

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

    /** Returns when the display server has taken in all input sent before. */
    void barrier();

    /**
     * Waits until nothing has changed for {@code quiet}, {@code atMost} in all.
     *
     * @return whether it became quiet
     */
    boolean awaitStill(Duration quiet, Duration atMost) throws InterruptedException;

    @Override
    void close();

    /**
     * One picture.
     *
     * @param bgrx four bytes a pixel: blue, green, red, unused; row by row
     * @param number counts changes of the picture on this screen: the same number, the same pixels
     */
    record Frame(int width, int height, byte[] bgrx, long number) {}
}
