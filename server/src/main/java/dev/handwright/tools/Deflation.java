package dev.handwright.tools;

/**
 * A way to write data as DEFLATE. For many threads.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1951">RFC 1951, DEFLATE</a>
 */
public interface Deflation {
    /** To be closed. */
    Stream open();

    /** For one thread. */
    interface Stream extends AutoCloseable {
        /**
         * Writes blocks that stand by themselves, the last not marked as the last, and ends at a
         * whole byte, so that another piece may follow.
         *
         * @param length of what is taken of the data, from the first byte on; 1 or more
         */
        byte[] deflate(byte[] data, int length);

        @Override
        void close();
    }
}
