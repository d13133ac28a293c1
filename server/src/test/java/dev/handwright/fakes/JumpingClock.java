package dev.handwright.fakes;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** The machine's clock, which somebody sets wrong now and then. */
public final class JumpingClock extends Clock {
    private final Clock machine = Clock.systemUTC();
    private final AtomicReference<Duration> wrong = new AtomicReference<>(Duration.ZERO);

    /**
     * @param by negative: back
     */
    public void jump(Duration by) {
        wrong.updateAndGet(it -> it.plus(by));
    }

    @Override
    public Instant instant() {
        return machine.instant().plus(wrong.get());
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
