package dev.handwright.webhooks;

import dev.handwright.runs.Run;
import dev.handwright.workflows.Workflow;
import dev.handwright.workspaces.Workspace;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Something the customer must be told of a run, with the bytes that tell it.
 *
 * @param origin {@code https://example.com:443} of the url; what attempts at once are limited by
 * @param body JSON; every attempt sends its UTF-8 bytes, unchanged
 * @param attempts how many were begun; the number of the last one, and the fence for recording it
 * @param retries how many of them since {@code since}
 * @param nextAttemptAt earliest time of the next; means nothing unless pending
 * @param claimed an attempt is under way; or was, when its node ended
 * @param since when delivery was asked for: creation or the last redelivery
 */
public record WebhookEvent(
        Id id,
        Run.Id run,
        Workspace.Id workspace,
        Workflow.Id workflow,
        Status status,
        URI url,
        String origin,
        String body,
        State state,
        int attempts,
        int retries,
        Instant nextAttemptAt,
        boolean claimed,
        Instant since,
        Instant createdAt) {

    /** {@code msg_…}; receivers tell repeats by it. */
    public record Id(String value) {
        @Override
        public String toString() {
            return value;
        }
    }

    /** What the event says; the wire's word in small letters. */
    public enum Status {
        PROCESSING,
        SUCCESS,
        FAILED;

        public boolean isEnd() {
            return this != PROCESSING;
        }
    }

    /** How far its delivery is. */
    public enum State {
        /** An attempt is due, or under way. */
        PENDING,
        /** A receiver answered 2xx. */
        DELIVERED,
        /** The end could wait no longer for this {@code processing}; it is never sent. */
        SUPERSEDED,
        /** The receiver answered 410 to an event of this run. */
        STOPPED,
        /** The receiver answered what repeating does not mend: a redirect or another 4xx. */
        FAILED,
        /** Three days of attempts have passed. */
        EXHAUSTED
    }

    public byte[] bytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }

    public boolean isUnderWay() {
        return state == State.PENDING && claimed;
    }
}
