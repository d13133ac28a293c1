package dev.handwright.webhooks;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Sends one POST to an address that is allowed, within ten seconds; follows no redirect. */
public interface Sender {
    /** Returns whatever happens; what went wrong is in the outcome. */
    Sent send(URI url, Map<String, String> headers, byte[] body);

    /**
     * @param address that was dialled; empty where none was
     * @param duration from looking up the name to the answer's last byte that was read
     */
    record Sent(Outcome outcome, Optional<String> address, Duration duration) {}

    /** What came of it. */
    sealed interface Outcome {
        /**
         * The receiver answered.
         *
         * @param retryAfter the header as it came
         * @param firstBytes of the body, at most 1 KiB, as text
         */
        record Answered(int status, Optional<String> retryAfter, String firstBytes)
                implements Outcome {}

        /**
         * No answer came.
         *
         * @param why a sentence without a full stop, for the delivery log
         */
        record NoAnswer(String why) implements Outcome {}
    }
}
