package dev.handwright.runs;

import dev.handwright.base.Ids;
import dev.handwright.base.Metrics;
import dev.handwright.nodes.Nodes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs that wait, and the worker's door to them: take one, end it. The store holds them; here is
 * only how many there are, so that accepting one costs no count. For many threads.
 */
public final class RunQueue {
    private static final Logger LOG = LoggerFactory.getLogger(RunQueue.class);

    private final RunStore store;
    private final RunSettings settings;
    private final Nodes nodes;
    private final Clock clock;
    private final Ids ids;
    private final Runnable webhooks;
    private final AtomicInteger length;
    private final Fences fences;
    private final Wakeup arrivals = new Wakeup();
    private final Metrics.Counters ends;

    /**
     * @param webhooks told after each commit that wrote an event
     */
    public RunQueue(
            RunStore store,
            RunSettings settings,
            Nodes nodes,
            Clock clock,
            Ids ids,
            Runnable webhooks,
            Metrics metrics) {
        this.store = store;
        this.settings = settings;
        this.nodes = nodes;
        this.fences = new Fences(store, worker(), nodes.lease());
        this.clock = clock;
        this.ids = ids;
        this.webhooks = webhooks;
        this.length = new AtomicInteger(store.queued());
        this.ends = metrics.counters("handwright_runs_ended_total", "Runs that ended", "status");
        metrics.gauge("handwright_runs_queued", "Runs that wait", this::length);
        metrics.gauge(
                "handwright_queue_age_seconds",
                "How long the oldest queued run has waited",
                this::ageSeconds);
    }

    public int length() {
        return length.get();
    }

    /**
     * Sees how many wait, over all nodes. What this one accepts and takes meanwhile is not
     * forgotten.
     */
    public void count() {
        try {
            int before = length.get();
            length.addAndGet(store.queued() - before);
        } catch (RuntimeException e) {
            LOG.warn("the runs that wait could not be counted", e);
        }
    }

    /** Waits until a run may have come, {@code atMost}. */
    public void awaitArrival(Duration atMost) throws InterruptedException {
        arrivals.await(atMost);
    }

    /** Makes {@link #awaitArrival} return, as when a place for a run has become free. */
    public void wake() {
        arrivals.wake();
    }

    /** Of the runs that this node executes. */
    public Fences fences() {
        return fences;
    }

    /** Whether somebody has asked to cancel a run that was taken. */
    public boolean cancelAsked(Run run) {
        return store.find(run.workspace(), run.id())
                .filter(it -> it.state() instanceof Run.State.Running now && now.cancelRequested())
                .isPresent();
    }

    /** Runs under way that are this node's, also those that it had before it was started anew. */
    public Set<Run.Id> held() {
        return store.held(worker()).keySet();
    }

    /** Runs that this node had before it was started anew; they are its own again. */
    public List<Run> takeBack() {
        return store.takeBack(worker(), now());
    }

    /** Runs that dead nodes have left, at most so many; they are this node's now. */
    public List<Run> takeOver(int most) {
        var taken = new ArrayList<Run>();
        for (var node : nodes.dead()) {
            if (taken.size() < most) {
                var some = store.takeOver(node, worker(), most - taken.size(), now());
                some.forEach(it -> LOG.warn("run {} is taken over from {}", it.id(), node.id()));
                taken.addAll(some);
            }
        }
        return taken;
    }

    /** Runs that this node has without knowing it: the answer to what took them was lost. */
    public List<Run> takeUnknown() {
        return store.takeUnknown(worker(), fences.runs(), now());
    }

    /** Whether this node holds its lease: what it takes without would soon be another's. */
    public boolean mayTake() {
        return nodes.lease().held();
    }

    /** Takes the oldest run that may run now and tells the outside that it is processing. */
    public Optional<Run> take() {
        var at = now();
        var taken = store.take(worker(), settings.limits(), at, run -> processing(run, at));
        taken.ifPresent(run -> {
            length.decrementAndGet();
            wakeWebhooks(run);
        });
        return taken;
    }

    /**
     * Ends a run that was taken, and tells the outside.
     *
     * @param run with its new state
     * @return whether it has ended now; false where it was not this attempt's any more
     */
    public boolean end(Run run, RunLinks links) {
        var at = run.updatedAt();
        return switch (store.end(run, ended(run, links, at))) {
            case ENDED -> {
                ends.add(run.state().word(), 1);
                wakeWebhooks(run);
                arrivals.wake(); // Another run of its workflow may have waited for this.
                yield true;
            }
            case CANCEL_ASKED ->
                    end(run.in(new Run.State.Cancelled(run.state().started(), at), at), links);
            case FENCED -> {
                LOG.warn("run {} attempt {} was ended by another", run.id(), run.attempt());
                yield false;
            }
        };
    }

    /**
     * Keeps a place for a run that is about to be added.
     *
     * @return false when the queue is full
     */
    boolean reserve() {
        if (length.incrementAndGet() > settings.queueLimit()) {
            length.decrementAndGet();
            return false;
        }
        return true;
    }

    /** A run that waited was cancelled. */
    void cancelled(Run run) {
        release();
        ends.add(run.state().word(), 1);
        wakeWebhooks(run);
    }

    /** Gives back a place: its run was not added. */
    void release() {
        length.decrementAndGet();
    }

    void arrived() {
        arrivals.wake();
    }

    /** The event of a run that was cancelled while it waited. */
    Function<Run, Optional<RunEvent>> cancelledInQueue(Instant at) {
        return run -> ended(run, RunLinks.NONE, at);
    }

    /** This node, as it is written in the runs that it takes. */
    public String worker() {
        return nodes.id().value();
    }

    private void wakeWebhooks(Run run) {
        if (run.webhook().isPresent()) {
            webhooks.run();
        }
    }

    private Optional<RunEvent> processing(Run run, Instant at) {
        return RunEvent.processing(ids.token("msg_"), run, at, settings.linksLast());
    }

    private Optional<RunEvent> ended(Run run, RunLinks links, Instant at) {
        return RunEvent.ended(ids.token("msg_"), run, links, at, settings.linksLast());
    }

    private double ageSeconds() {
        return length.get() <= 0
                ? 0
                : store.oldestQueued()
                        .map(it -> Duration.between(it, clock.instant()).toMillis() / 1000.0)
                        .orElse(0.0);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
