package dev.handwright.desktops;

import dev.handwright.base.Unavailable;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * The files of a desktop. Workflows look into its home; the API works on the shared folder in it,
 * {@code ~/Shared}, whose folder {@code Downloads} is also {@code ~/Downloads}. Nothing outside is
 * reached, through no link either.
 */
public interface Drive {
    /**
     * Regular files directly in a folder, sorted by name.
     *
     * @param path starts with {@code ~/} or is absolute inside the desktop's home
     * @param pattern as in a shell: {@code *.pdf}
     * @throws DriveRefused for a path outside, a missing folder …, with what to do
     * @throws Unavailable while who reads the files is away; it may be tried again
     */
    List<Entry> files(String path, String pattern) throws IOException, DriveRefused;

    /**
     * Copies one regular file.
     *
     * @param limit most bytes taken; more is refused
     * @throws Unavailable as above, where nothing was written to {@code out}
     */
    void read(String path, String name, long limit, OutputStream out)
            throws IOException, DriveRefused;

    /** Regular files and folders directly in a folder of the shared folder, sorted by name. */
    List<Entry> list(SharedPath folder) throws IOException, DriveRefused;

    /** Opens a regular file of the shared folder; to be closed. */
    Opened open(SharedPath folder, FileName name) throws IOException, DriveRefused;

    /**
     * Writes a file of the shared folder in one step, over one of that name, with the folders that
     * are missing. Where it fails, or {@code content} does, nothing is left of it.
     *
     * @param size in bytes, or -1 where it is not known
     * @return bytes written
     */
    long write(SharedPath folder, FileName name, InputStream content, long size)
            throws IOException, DriveRefused;

    /** Removes a file of the shared folder, or a folder that is empty. */
    void remove(SharedPath folder, FileName name) throws IOException, DriveRefused;

    /**
     * @param size in bytes; 0 for a folder
     * @param modified seconds since 1970, with fractions
     */
    record Entry(String name, long size, double modified, boolean isFolder) {}

    /** A file being read. */
    interface Opened extends Closeable {
        /** In bytes. */
        long size();

        /**
         * Copies the file, once.
         *
         * @throws IOException also when it has become shorter since
         */
        void copyTo(OutputStream out) throws IOException;
    }

    /** The message is for whoever asked. */
    final class DriveRefused extends Exception {
        private final Why why;

        public DriveRefused(String message) {
            this(Why.INVALID, message);
        }

        public DriveRefused(Why why, String message) {
            super(message);
            this.why = why;
        }

        public Why why() {
            return why;
        }
    }

    /** Why a request for a file was refused. */
    enum Why {
        /** No file or folder can have such a name. */
        INVALID,
        /** There is no such file or folder. */
        MISSING,
        /** Something else has its name, or it is not empty, or its mode forbids it. */
        CONFLICT,
        /** The desktop has no room for it. */
        FULL
    }
}
