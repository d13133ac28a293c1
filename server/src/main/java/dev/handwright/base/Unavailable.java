package dev.handwright.base;

/**
 * Something outside of this program that it needs is away for now, such as the database; the same
 * may be tried again. Whether the last attempt took effect is not known.
 */
public final class Unavailable extends RuntimeException {
    public Unavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
