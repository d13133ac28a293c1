package dev.handwright.desktops;

import java.nio.file.Path;

/** Films desktops. Implemented by {@code adapter.local}. */
public interface Recorder {
    /**
     * Starts filming a desktop.
     *
     * @param veil of the desktop, through which it is filmed
     * @param file where the MP4 goes; it is created
     */
    Recording start(Desktop.Id desktop, Veil veil, Path file);

    /** One film in the making. */
    interface Recording extends AutoCloseable {
        /**
         * Ends the film and returns when the file is whole.
         *
         * @return false where nothing usable was recorded; the reason is in the server's log
         */
        boolean finish();

        /** Ends it in a hurry; the file may be unusable. Fine after {@link #finish}. */
        @Override
        void close();
    }
}
