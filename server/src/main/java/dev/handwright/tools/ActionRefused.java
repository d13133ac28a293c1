package dev.handwright.tools;

/** An action that cannot be done as asked; the message says what is wrong and what would do. */
public final class ActionRefused extends Exception {
    private final boolean onlyNow;

    public ActionRefused(String message) {
        this(message, false);
    }

    private ActionRefused(String message, boolean onlyNow) {
        super(message);
        this.onlyNow = onlyNow;
    }

    /** An action that is well asked, but that the desktop's state forbids at this moment. */
    static ActionRefused now(String message) {
        return new ActionRefused(message, true);
    }

    /** The same with words before it that say which action it was. */
    ActionRefused as(String which) {
        return new ActionRefused(which + getMessage(), onlyNow);
    }

    /** Whether the same action may be done later: 409 rather than 400. */
    public boolean onlyNow() {
        return onlyNow;
    }
}
