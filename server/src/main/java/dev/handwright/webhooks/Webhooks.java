package dev.handwright.webhooks;

import dev.handwright.base.Metrics;
import dev.handwright.runs.Run;
import dev.handwright.webhooks.WebhookEvent.State;
import dev.handwright.webhooks.WebhookEvent.Status;
import dev.handwright.workspaces.Workspace;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The delivery log: what was sent of a run, whether it arrived, and sending it again. */
public final class Webhooks {
    private final WebhookStore store;
    private final Runnable wake;
    private final Clock clock;

    /**
     * @param wake {@link Deliveries#wake}
     */
    public Webhooks(WebhookStore store, Runnable wake, Clock clock, Metrics metrics) {
        this.store = store;
        this.wake = wake;
        this.clock = clock;
        metrics.gauge(
                "handwright_webhook_oldest_undelivered_seconds",
                "Age of the oldest webhook event that has not been delivered; 0 when all are",
                this::oldestUndeliveredSeconds);
    }

    /** The run's events in order, each with its attempts; empty if there is no such run. */
    public Optional<List<WebhookStore.Logged>> ofRun(Workspace.Id workspace, Run.Id run) {
        return store.ofRun(workspace, run);
    }

    /** Since when the run's oldest undelivered event waits; empty when none does. */
    public Optional<Instant> undeliveredSince(Workspace.Id workspace, Run.Id run) {
        return store.ofRun(workspace, run).orElse(List.of()).stream()
                .map(WebhookStore.Logged::event)
                .filter(it -> it.state() == State.PENDING)
                .map(WebhookEvent::since)
                .min(Comparator.naturalOrder());
    }

    /** What came of asking for a redelivery. */
    public sealed interface Redelivery {
        /** It is sent now, with the same id and bytes, and retried as a new event is. */
        record Due(WebhookEvent event) implements Redelivery {}

        record NoSuchEvent() implements Redelivery {}

        /**
         * @param why whole sentences
         */
        record NotNow(String why) implements Redelivery {}
    }

    /** Sends an event again, or a waiting one at once. */
    public Redelivery redeliver(Workspace.Id workspace, Run.Id run, WebhookEvent.Id id) {
        var events = store.ofRun(workspace, run).orElse(List.of());
        var found = events.stream().filter(it -> it.event().id().equals(id)).findFirst();
        if (found.isEmpty()) {
            return new Redelivery.NoSuchEvent();
        }
        var event = found.get().event();
        var now = clock.instant();
        if (event.isUnderWay()) {
            return new Redelivery.NotNow("An attempt is under way; look at the log in a moment.");
        }
        if (event.state() == State.SUPERSEDED) {
            return new Redelivery.NotNow(
                    "This event was superseded by the run's end and is never sent.");
        }
        boolean endWaits =
                events.stream()
                        .map(WebhookStore.Logged::event)
                        .anyMatch(it -> it.status().isEnd() && it.state() == State.PENDING);
        if (event.status() == Status.PROCESSING && event.state() != State.PENDING && endWaits) {
            return new Redelivery.NotNow(
                    "The run's end is on its way; 'processing' would come out of order.");
        }
        if (!store.redeliver(event, now)) {
            return new Redelivery.NotNow("The event has just changed; look at the log again.");
        }
        wake.run();
        return new Redelivery.Due(event);
    }

    private double oldestUndeliveredSeconds() {
        return store.oldestUndelivered()
                .map(since -> Duration.between(since, clock.instant()).toMillis() / 1000.0)
                .orElse(0.0);
    }

    /** How many of the workspace's events have not been delivered, and since when. */
    public WebhookStore.Undelivered undelivered(Workspace.Id workspace) {
        return store.undelivered(workspace);
    }
}
