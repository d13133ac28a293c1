package dev.handwright.tools;

/** An action that cannot be done as asked; the message says what is wrong and what would do. */
public final class ActionRefused extends Exception {
    public ActionRefused(String message) {
        super(message);
    }
}
