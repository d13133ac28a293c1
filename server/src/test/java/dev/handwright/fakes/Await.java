package dev.handwright.fakes;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another thread or process does, with a deadline. */
public final class Await {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private Await() {}

    /** Returns as soon as the condition holds; fails the test when it does not within 20 s. */
    public static void that(BooleanSupplier condition) {
        that(LIMIT, condition);
    }

    public static void that(Duration atMost, BooleanSupplier condition) {
        if (!within(atMost, condition)) {
            throw new AssertionError("it did not come about within " + atMost);
        }
    }

    /** Whether the condition came about; for what is then tried again. */
    public static boolean within(Duration atMost, BooleanSupplier condition) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
        }
        return true;
    }
}
