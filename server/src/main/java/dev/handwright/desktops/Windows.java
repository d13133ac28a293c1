package dev.handwright.desktops;

import java.util.List;

/** A desktop's windows, as its window manager tells of them. */
public interface Windows {
    /** Those that a person would call windows, the lowest first; at most 100. */
    List<Window> list();

    /**
     * Raises a window and gives it the keyboard.
     *
     * @return whether it has the keyboard now; a window may refuse
     */
    boolean focus(long id) throws InterruptedException;

    /**
     * Asks a window to close, as its close button does.
     *
     * @return whether it is gone; a program may ask first whether to save
     */
    boolean close(long id) throws InterruptedException;

    /**
     * One window.
     *
     * @param title as its program wrote it, at most 500 characters, without control characters
     * @param x of its frame on the screen, in pixels, as all of these
     * @param focused whether it has the keyboard
     * @param minimized whether it is only in the taskbar
     */
    record Window(
            long id,
            String title,
            int x,
            int y,
            int width,
            int height,
            boolean focused,
            boolean minimized) {}
}
