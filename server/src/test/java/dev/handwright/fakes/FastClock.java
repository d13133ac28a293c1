package dev.handwright.fakes;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that runs, but faster: waits of seconds pass in milliseconds. */
public final class FastClock extends Clock {
    private final Instant start = Clock.systemUTC().instant();
    private final long began = System.nanoTime();
    private final int times;

    /**
     * @param times how much faster than time
     */
    public FastClock(int times) {
        this.times = times;
    }

    @Override
    public Instant instant() {
        return start.plusNanos((System.nanoTime() - began) * times);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
