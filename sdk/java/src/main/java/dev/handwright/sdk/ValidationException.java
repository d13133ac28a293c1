package dev.handwright.sdk;

/** Data that is not what its type says; the message names every path. */
public final class ValidationException extends WorkflowException {
    public ValidationException(String message) {
        super(message);
    }
}
