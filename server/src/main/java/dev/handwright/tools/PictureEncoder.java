package dev.handwright.tools;

import dev.handwright.desktops.Pixels;
import java.io.IOException;

/** Writes pictures of a format that this program cannot write itself. */
public interface PictureEncoder {
    /**
     * The whole file. For many threads.
     *
     * @param quality 1 to 100; 100 loses nothing where the format can do that
     */
    byte[] encode(Pixels pixels, int quality) throws IOException, InterruptedException;
}
