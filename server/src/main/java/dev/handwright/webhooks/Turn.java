package dev.handwright.webhooks;

import dev.handwright.webhooks.WebhookEvent.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a due event may be sent now, so that a run's events never arrive out of order.
 *
 * <p>The end waits for {@code processing} until that is settled, at most ten minutes. The race at
 * that moment, a {@code processing} that is on its way while the end goes out, cannot happen: no
 * attempt of {@code processing} begins that could outlast the ten minutes, and should one be under
 * way all the same (a clock that differs, a paused machine), the end waits for it to be recorded or
 * its claim to be given back. Superseding and claiming the end are one transaction.
 */
public sealed interface Turn {
    /** How long the end waits for {@code processing} after the run ended. */
    Duration PATIENCE = Duration.ofMinutes(10);

    /** No attempt takes longer, from its claim to its last byte. */
    Duration LONGEST_ATTEMPT = Duration.ofSeconds(15);

    /** Send it; where {@code supersede} is set, the run's {@code processing} is given up first. */
    record Send(boolean supersede) implements Turn {}

    /** Look again then, or when the other event is settled. */
    record Wait(Instant until) implements Turn {}

    /** The receiver answered 410 to the run's other event. */
    record Stop() implements Turn {}

    /** The run's other event, as far as it matters. */
    record Other(State state, boolean claimed, Instant since) {}

    static Turn of(WebhookEvent event, Optional<Other> other, Instant now) {
        if (other.isEmpty()) {
            return new Send(false);
        }
        return event.status().isEnd()
                ? ofEnd(event, other.get(), now)
                : ofProcessing(other.get(), now);
    }

    private static Turn ofEnd(WebhookEvent event, Other processing, Instant now) {
        boolean redelivered = event.since().isAfter(event.createdAt());
        if (processing.state == State.STOPPED && !redelivered) {
            return new Stop();
        }
        if (processing.state != State.PENDING) {
            return new Send(false);
        }
        var deadline = event.since().plus(PATIENCE);
        if (now.isBefore(deadline)) {
            return new Wait(deadline);
        }
        return processing.claimed ? new Wait(now.plus(LONGEST_ATTEMPT)) : new Send(true);
    }

    private static Turn ofProcessing(Other end, Instant now) {
        if (end.state != State.PENDING) {
            return new Send(false);
        }
        var deadline = end.since.plus(PATIENCE);
        return now.plus(LONGEST_ATTEMPT).isAfter(deadline)
                ? new Wait(now.plus(PATIENCE)) // by then the end has superseded it
                : new Send(false);
    }
}
