package dev.handwright.runs;

import dev.handwright.retention.Retentions;
import java.time.Clock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes what has had its time: idempotency marks older than a day, what retention limits. */
public final class Housekeeping {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    /** Rows in one transaction, so that no run waits long behind it. */
    private static final int BATCH = 1000;

    private final RunStore store;
    private final Retentions retentions;
    private final Clock clock;

    public Housekeeping(RunStore store, Retentions retentions, Clock clock) {
        this.store = store;
        this.retentions = retentions;
        this.clock = clock;
    }

    /**
     * Does it once.
     *
     * @param goOn asked now and then
     */
    public void keep(BooleanSupplier goOn) {
        trying("idempotency marks", () -> forgetMarks(goOn));
        trying("runs, files and recordings", () -> retentions.sweep(goOn));
    }

    private void forgetMarks(BooleanSupplier goOn) {
        var before = clock.instant().minus(IdempotencyKeys.LAST);
        int all = 0;
        for (int some = BATCH; some == BATCH && goOn.getAsBoolean(); all += some) {
            some = store.forgetMarks(before, BATCH);
        }
        LOG.debug("{} idempotency marks were deleted", all);
    }

    private static void trying(String what, Runnable chore) {
        try {
            chore.run();
        } catch (RuntimeException e) {
            LOG.error("old {} could not be deleted; tried again later", what, e);
        }
    }
}
