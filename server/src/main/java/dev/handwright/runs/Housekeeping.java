package dev.handwright.runs;

import dev.handwright.retention.Retentions;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes what has had its time: idempotency marks older than a day, what retention limits. */
public final class Housekeeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final Duration EVERY = Duration.ofMinutes(10);

    /** Rows in one transaction, so that no run waits long behind it. */
    private static final int BATCH = 1000;

    private final RunStore store;
    private final Retentions retentions;
    private final Clock clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("housekeeping").unstarted(this::keep);

    public Housekeeping(RunStore store, Retentions retentions, Clock clock) {
        this.store = store;
        this.retentions = retentions;
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
                trying("idempotency marks", this::forgetMarks);
                trying("runs, files and recordings", this::sweep);
            } while (!closed.await(EVERY.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Nobody does this; close() opens the latch.
        }
    }

    private void forgetMarks() {
        var before = clock.instant().minus(IdempotencyKeys.LAST);
        int all = 0;
        for (int some = BATCH; some == BATCH && isOpen(); all += some) {
            some = store.forgetMarks(before, BATCH);
        }
        LOG.debug("{} idempotency marks were deleted", all);
    }

    private void sweep() {
        retentions.sweep(this::isOpen);
    }

    private boolean isOpen() {
        return closed.getCount() > 0;
    }

    private static void trying(String what, Runnable chore) {
        try {
            chore.run();
        } catch (RuntimeException e) {
            LOG.error("old {} could not be deleted; again in {}", what, EVERY, e);
        }
    }
}
