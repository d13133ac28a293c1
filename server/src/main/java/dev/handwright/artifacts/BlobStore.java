package dev.handwright.artifacts;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Keeps bytes by name. Names are {@code <run id>/<file name>}. */
public interface BlobStore {
    /**
     * Stores all of {@code in} so that it survives a crash, or nothing; replaces what was there.
     *
     * @return how many bytes it was
     */
    long put(String name, InputStream in) throws IOException;

    /**
     * The bytes from {@code offset} on, at most {@code length} of them; the caller closes it.
     *
     * @throws java.io.FileNotFoundException where there is no such name
     */
    InputStream read(String name, long offset, long length) throws IOException;

    /** How many bytes it has; empty where there is no such name. */
    OptionalLong size(String name) throws IOException;

    /**
     * A URL by which the store itself gives a file to anyone for a while; empty where it has none
     * and the server must.
     */
    default Optional<URI> presigned(Download download, Duration lifetime) {
        return Optional.empty();
    }

    /**
     * What somebody may fetch.
     *
     * @param filename that is suggested to who saves it
     */
    record Download(String name, String filename, String mediaType) {}

    /** Removes one; fine where there is none. */
    void delete(String name) throws IOException;

    /** Removes everything of a run; fine where there is nothing. */
    void deleteAll(String run) throws IOException;
}
