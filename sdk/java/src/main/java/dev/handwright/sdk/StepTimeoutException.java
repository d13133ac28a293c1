package dev.handwright.sdk;

/** A step took longer than it may. */
public final class StepTimeoutException extends WorkflowException {
    public StepTimeoutException(String message) {
        super(message);
    }
}
