package dev.handwright.adapter.vlm;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** How long to wait before an attempt is made again. */
interface Pauses {
    /** Returns when the time has passed. */
    void pause(Duration time) throws InterruptedException;

    /** Sleeps. */
    static Pauses real() {
        return time -> TimeUnit.NANOSECONDS.sleep(time.toNanos());
    }

    /**
     * Twice as long each time, from one second to thirty; what the vendor asks for goes first.
     *
     * @param attempt from 1: the one that has failed
     * @param jitter 0 to 1: up to half is taken off, so that many do not come back at once
     */
    static Duration next(int attempt, Optional<Duration> asked, double jitter) {
        if (asked.isPresent()) {
            return asked.get();
        }
        double seconds = Math.min(30, Math.pow(2, attempt - 1.0));
        return Duration.ofMillis((long) (seconds * 1000 * (1 - jitter / 2)));
    }
}
