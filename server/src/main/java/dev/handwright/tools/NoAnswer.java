package dev.handwright.tools;

/** A desktop whose screen is silent, as when its display server has died. */
public final class NoAnswer extends RuntimeException {
    public NoAnswer(String message, Throwable cause) {
        super(message, cause);
    }
}
