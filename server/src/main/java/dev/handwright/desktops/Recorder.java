package dev.handwright.desktops;

import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Films desktops. Implemented by {@code adapter.local}. */
public interface Recorder {
    /**
     * Starts filming a desktop. Where an earlier server has filmed into the same file and died, or
     * left it, the film goes on.
     *
     * @param veil of the desktop, through which it is filmed
     * @param file where the MP4 goes; it is there when the film is finished
     */
    Recording start(Desktop.Id desktop, Veil veil, Path file);

    /**
     * Makes the film of what earlier servers have filmed into this file, where nothing more is to
     * be filmed.
     *
     * @return false where there is nothing usable
     */
    boolean finish(Path file);

    /** One film in the making. */
    interface Recording extends AutoCloseable {
        /**
         * Ends the film and returns when the file is whole.
         *
         * @return false where nothing usable was recorded; the reason is in the server's log
         * @throws UncheckedIOException where the file cannot be made now; to be called again, or
         *     not
         */
        boolean finish();

        /** Films no more, and keeps what there is for the next server, also when it is closed. */
        void leave();

        /** Ends it in a hurry and keeps nothing. Fine after {@link #finish}. */
        @Override
        void close();
    }
}
