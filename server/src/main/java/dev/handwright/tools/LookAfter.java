package dev.handwright.tools;

import java.time.Duration;

/**
 * A look at what actions led to, once the picture has been quiet.
 *
 * @param quiet for so long nothing may have changed
 * @param atMost then the picture is taken all the same
 */
public record LookAfter(Duration quiet, Duration atMost, Look look) {
    private static final int QUIET_MS = 100;
    private static final int AT_MOST_MS = 2000;
    private static final int LONGEST_QUIET_MS = 10_000;
    private static final int LONGEST_MS = 60_000;

    /**
     * @param given {@code quiet_ms}, {@code at_most_ms} and how the picture is wanted
     */
    public static LookAfter read(Arguments given) throws ActionRefused {
        int quiet = given.whole(0, LONGEST_QUIET_MS, "quiet_ms").orElse(QUIET_MS);
        int atMost = given.whole(0, LONGEST_MS, "at_most_ms").orElse(AT_MOST_MS);
        return new LookAfter(Duration.ofMillis(quiet), Duration.ofMillis(atMost), given.look());
    }
}
