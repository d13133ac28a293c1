package dev.handwright.sdk;

/** The way to the worker is closed, or the worker did not understand the call. */
public final class RpcException extends WorkflowException {
    public RpcException(String message) {
        super(message);
    }

    public RpcException(String message, Throwable cause) {
        super(message, cause);
    }
}
