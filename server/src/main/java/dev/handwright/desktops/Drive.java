package dev.handwright.desktops;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * The files of a desktop. Paths start with {@code ~/} or are absolute inside the desktop's home;
 * nothing outside it is reached, through no link either.
 */
public interface Drive {
    /**
     * Regular files directly in a folder, sorted by name.
     *
     * @param pattern as in a shell: {@code *.pdf}
     * @throws DriveRefused for a path outside, a missing folder …, with what to do
     */
    List<Entry> files(String path, String pattern) throws IOException, DriveRefused;

    /**
     * Copies one regular file.
     *
     * @param limit most bytes taken; more is refused
     */
    void read(String path, String name, long limit, OutputStream out)
            throws IOException, DriveRefused;

    /**
     * @param modified seconds since 1970, with fractions
     */
    record Entry(String name, long size, double modified) {}

    /** The message is for whoever asked. */
    final class DriveRefused extends Exception {
        public DriveRefused(String message) {
            super(message);
        }
    }
}
