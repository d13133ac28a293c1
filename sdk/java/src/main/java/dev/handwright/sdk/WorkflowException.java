package dev.handwright.sdk;

/** A step failed: the agent gave up, a file is missing, a path is refused. */
public class WorkflowException extends RuntimeException {
    public WorkflowException(String message) {
        super(message);
    }

    public WorkflowException(String message, Throwable cause) {
        super(message, cause);
    }
}
