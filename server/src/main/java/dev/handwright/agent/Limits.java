package dev.handwright.agent;

import java.time.Duration;
import java.util.Optional;

/**
 * What agents may take, asked before each call of a model: the last call may go beyond.
 *
 * @param callTime of one execute, verify or extract; verify's own timeout is another thing
 * @param mostIterations that one execute may ask for
 * @param pictures of the screen in one request to a model; when there are more, the oldest are left
 *     out until half of them remain, so that the beginning stays the same for a few steps and the
 *     vendor's cache holds it
 */
public record Limits(
        Duration callTime,
        int mostIterations,
        int pictures,
        Bound call,
        Bound run,
        Bound workspace) {
    /**
     * @param tokens of all kinds together
     * @param micros millionths of a dollar
     */
    public record Bound(Optional<Long> tokens, Optional<Long> micros) {
        public static final Bound NONE = new Bound(Optional.empty(), Optional.empty());
    }
}
