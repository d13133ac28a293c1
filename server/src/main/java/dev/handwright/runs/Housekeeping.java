package dev.handwright.runs;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes what has had its time: idempotency marks older than a day. */
public final class Housekeeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final Duration EVERY = Duration.ofMinutes(10);

    /** Rows in one transaction, so that no run waits long behind it. */
    private static final int BATCH = 1000;

    private final RunStore store;
    private final Clock clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("housekeeping").unstarted(this::keep);

    public Housekeeping(RunStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void keep() {
        try {
            do {
                clean();
            } while (!closed.await(EVERY.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Nobody does this; close() opens the latch.
        }
    }

    private void clean() {
        try {
            var before = clock.instant().minus(IdempotencyKeys.LAST);
            int all = 0;
            for (int some = BATCH; some == BATCH && closed.getCount() > 0; all += some) {
                some = store.forgetMarks(before, BATCH);
            }
            LOG.debug("{} idempotency marks were deleted", all);
        } catch (RuntimeException e) {
            LOG.error("old idempotency marks could not be deleted; again in {}", EVERY, e);
        }
    }
}
