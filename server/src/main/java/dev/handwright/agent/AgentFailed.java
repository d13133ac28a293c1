package dev.handwright.agent;

/** What was asked of the agent cannot be done; the message says why, for the workflow's author. */
public final class AgentFailed extends Exception {
    public AgentFailed(String message) {
        super(message);
    }

    public AgentFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
