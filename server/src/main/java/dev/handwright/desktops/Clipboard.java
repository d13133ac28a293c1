package dev.handwright.desktops;

import java.util.Optional;

/**
 * A desktop's clipboard: what its programs copied, and what they paste. What is read comes from a
 * program in the desktop and is not to be trusted.
 */
public interface Clipboard {
    /** Most bytes of a text, as UTF-8. */
    int TEXT_LIMIT = 1 << 20;

    /** Most bytes of a picture. */
    int PICTURE_LIMIT = 8 << 20;

    /**
     * What was copied last, as text where it is offered as text; empty when there is nothing, or
     * nothing of these kinds.
     *
     * @throws ClipboardRefused when it is too large, or its program does not hand it over
     */
    Optional<Content> read() throws ClipboardRefused, InterruptedException;

    /**
     * Puts something there for programs to paste; what was there is gone. It stays as long as this
     * server runs and nobody copies something else.
     */
    void write(Content content);

    /** Something that can be copied. */
    sealed interface Content {
        /** At most {@link #TEXT_LIMIT}. */
        record Text(String text) implements Content {}

        /**
         * @param png at most {@link #PICTURE_LIMIT} bytes, which begin as a PNG does
         */
        record Picture(byte[] png) implements Content {}
    }

    /** The message is for whoever asked. */
    final class ClipboardRefused extends Exception {
        public ClipboardRefused(String message) {
            super(message);
        }
    }
}
