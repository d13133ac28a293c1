package dev.handwright.desktops;

import java.time.Duration;
import java.util.Set;

/**
 * Pixels out, keys and pointer in, the clipboard and the windows. Safe for several threads; each
 * call is atomic, a sequence of calls is not.
 */
public interface Screen extends AutoCloseable {
    /** Most symbols that {@link #assign} gives keys at a time. */
    int MOST_ASSIGNED = 184;

    DisplaySize size();

    /** The picture now, with the pointer. */
    Frame frame();

    /**
     * Takes in the picture now without the pointer, which is given apart; keeps and copies nothing.
     * Where the pixels still hold what was read into them last, only what changed since is read,
     * and only its rows are fresh. While a program holds the display for itself, the pointer of
     * another person may be in the picture, and the one given is hidden.
     */
    Cursor read(Pixels pixels);

    /**
     * Moves the pointer and sets its buttons.
     *
     * @param buttons bit 0 left, 1 middle, 2 right, 3 to 6 wheel up, down, left, right
     */
    void pointer(int x, int y, int buttons);

    /** Where the pointer is; a person in a viewer may have moved it, or a program. */
    Place pointerPlace();

    /**
     * @param keysym an X key symbol
     */
    void key(int keysym, boolean down);

    /**
     * Until this is closed, keys and pointer may be held back and reach the display server together
     * with the next {@link #barrier}: it then wakes once for a click, not four times. One at a
     * time.
     */
    default Together together() {
        return () -> {};
    }

    /** Its end sends what was held back. */
    interface Together extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Sees that each of these symbols is on a key; those of ASCII, Latin-1, the euro and named keys
     * always are, and a symbol without a key may be lost without a word. Returns when the program
     * that has the focus knows. Symbols that were assigned before and are not named may lose their
     * keys, after that program has read what was typed.
     *
     * @param symbols at most {@link #MOST_ASSIGNED}
     */
    void assign(Set<Integer> symbols) throws InterruptedException;

    /**
     * A click or a shortcut is about to be sent; keys that follow may have to wait until it has
     * shown.
     */
    default void expectReaction() {}

    /**
     * Waits until programs have drawn something since {@link #expectReaction} and then nothing for
     * a moment, or it is clear that they do not; returns at once where that is more than a second
     * ago or was waited for.
     */
    default void awaitReaction() throws InterruptedException {}

    Clipboard clipboard();

    Windows windows();

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

    /**
     * The same.
     *
     * @param meanwhile what can be prepared for the end, run when half of the quiet time is over;
     *     once more where a change comes after it
     */
    default Stillness settle(Duration quiet, Duration atMost, Runnable meanwhile)
            throws InterruptedException {
        return settle(quiet, atMost);
    }

    @Override
    void close();

    /**
     * @param still whether nothing changed for as long as was asked
     * @param lastChange from the call to the last change that was seen; zero without one
     */
    record Stillness(boolean still, Duration lastChange) {}

    /** A pixel, from the top left. */
    record Place(int x, int y) {}

    /**
     * One picture.
     *
     * @param bgrx four bytes a pixel: blue, green, red, unused; row by row
     * @param number counts changes of the picture on this screen: the same number, the same pixels
     */
    record Frame(int width, int height, byte[] bgrx, long number) {}
}
