package dev.handwright.sdk;

/**
 * Whether a click or key reached the desktop is not known: the server died at that moment. It is
 * not done again by itself. Look at the screen, then decide.
 */
public final class ActionUncertainException extends WorkflowException {
    public ActionUncertainException(String message) {
        super(message);
    }
}
