package dev.handwright.worker;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Whether calls of one run's code may wait for what is away: until they are given up. */
final class TryAgain {
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final CountDownLatch givenUp = new CountDownLatch(1);

    /** Those that wait wait no longer; fine to repeat. */
    void giveUp() {
        givenUp.countDown();
    }

    /** Waits a moment; false where it is of no use any more. */
    boolean afterPause() {
        try {
            return !givenUp.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
