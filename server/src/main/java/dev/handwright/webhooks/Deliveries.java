package dev.handwright.webhooks;

import dev.handwright.base.Metrics;
import dev.handwright.nodes.Node;
import dev.handwright.nodes.Nodes;
import dev.handwright.secrets.Secret;
import dev.handwright.webhooks.Retries.Verdict;
import dev.handwright.webhooks.Sender.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends due events, signed, until they have arrived: in order within a run, parallel across runs.
 *
 * <p>One thread claims what is due and gives each event to a thread of its own. It is woken after a
 * commit that wrote an event and looks by itself every second, so a wake-up that is lost costs a
 * second and no event. What a killed server had claimed is due again when it starts anew, and for
 * other nodes when they find it dead: clocks of nodes are never compared.
 */
public final class Deliveries implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);
    private static final Duration POLL = Duration.ofSeconds(1);

    /** What was claimed and not recorded is claimed again after this; no attempt takes so long. */
    private static final Duration LEASE = Duration.ofSeconds(60);

    private final WebhookStore store;
    private final Sender sender;
    private final WebhookSecrets secrets;
    private final Retries retries;
    private final Metrics.Counters results;
    private final Metrics.Timer durations;
    private final Nodes nodes;
    private final Clock clock;
    private final Slots slots;
    private final Settings settings;
    private final ExecutorService attempts;
    private final Set<WebhookEvent.Id> underWay = ConcurrentHashMap.newKeySet();
    private final Semaphore signal = new Semaphore(0);
    private List<Node> buried = List.of();
    private Instant buriedAt = Instant.EPOCH;
    private volatile boolean stopping;
    private @Nullable Thread loop;

    /**
     * @param total attempts under way at once
     * @param perOrigin the same to one scheme, host and port
     * @param drain how long {@link #close} waits for attempts under way before it cuts them off
     */
    public record Settings(int total, int perOrigin, Duration drain) {}

    /** What {@link Deliveries} needs of the rest. */
    public record Parts(
            WebhookStore store,
            Sender sender,
            WebhookSecrets secrets,
            Retries retries,
            Metrics metrics,
            Nodes nodes,
            Clock clock) {}

    /**
     * @param attempts runs each attempt; a test may give one that runs it at once
     */
    public Deliveries(Parts parts, Settings settings, ExecutorService attempts) {
        this.store = parts.store;
        this.sender = parts.sender;
        this.secrets = parts.secrets;
        this.retries = parts.retries;
        this.results =
                parts.metrics.counters(
                        "handwright_webhook_attempts_total",
                        "Webhook attempts by result: delivered, again, stopped, failed, exhausted",
                        "result");
        this.durations =
                parts.metrics.timer(
                        "handwright_webhook_attempt_seconds", "How long webhook attempts took");
        this.nodes = parts.nodes;
        this.clock = parts.clock;
        this.settings = settings;
        this.slots = new Slots(settings.total, settings.perOrigin);
        this.attempts = attempts;
    }

    /** Begins; what this node left half-done before its start is due at once. */
    public Deliveries start() {
        int released = store.releaseClaims(nodes.id().value(), clock.instant());
        if (released > 0) {
            LOG.info(
                    "{} webhook attempts were cut off by the last stop; they are made again",
                    released);
        }
        loop = Thread.ofVirtual().name("webhooks").start(this::run);
        return this;
    }

    /** Looks for due events now rather than at the next poll. Cheap; call it after the commit. */
    public void wake() {
        signal.release();
    }

    @Override
    public void close() {
        stopping = true;
        wake();
        try {
            if (loop != null) {
                loop.join();
            }
            attempts.shutdown();
            if (!attempts.awaitTermination(settings.drain.toMillis(), TimeUnit.MILLISECONDS)) {
                attempts.shutdownNow();
                attempts.awaitTermination(1, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            attempts.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!stopping) {
            try {
                while (!stopping && round() > 0) {
                    // There may be more.
                }
                if (signal.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                    signal.drainPermits();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.error("due webhooks could not be claimed; the next try is in a second", e);
                pause();
            }
        }
    }

    private void pause() {
        try {
            signal.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopping = true;
        }
    }

    /** Claims what is due and begins its attempts; returns how many events were looked at. */
    int round() {
        var now = clock.instant();
        long term = nodes.lease().term();
        if (!nodes.lease().held()) {
            return 0;
        }
        releaseClaimsOfTheDead(now);
        var rooms = rooms(now);
        if (rooms.isEmpty()) {
            return 0;
        }
        var claimed = store.claim(rooms, nodes.id().value(), now, LEASE);
        var keys = new ConcurrentHashMap<WebhookSecrets.Owner, List<Secret>>();
        for (var event : claimed.events()) {
            if (underWay.add(event.id())) {
                slots.take(event.origin(), event.body().length());
                attempts.execute(() -> attempt(event, term, keys));
            } else {
                LOG.warn("the attempt for {} outlives its claim", event.id());
            }
        }
        return claimed.looked();
    }

    /**
     * At each death; and now and then, as who was paused while it claimed may have died after that.
     */
    private void releaseClaimsOfTheDead(Instant now) {
        var dead = nodes.dead();
        if (!dead.equals(buried) || Duration.between(buriedAt, now).abs().compareTo(LEASE) >= 0) {
            dead.forEach(it -> store.releaseClaims(it, now));
            buried = dead;
            buriedAt = now;
        }
    }

    /**
     * How many events of each origin may be taken; in random order, so that none is always last.
     */
    private Map<String, Integer> rooms(Instant now) {
        var origins = new ArrayList<>(slots.freeInTotal() > 0 ? store.dueOrigins(now) : List.of());
        Collections.shuffle(origins);
        var rooms = new LinkedHashMap<String, Integer>();
        int left = slots.freeInTotal();
        for (var origin : origins) {
            int room = Math.min(left, slots.free(origin));
            if (room > 0) {
                rooms.put(origin, room);
                left -= room;
            }
        }
        return rooms;
    }

    /**
     * @param term of the lease under which it was claimed: once that has lapsed, another node may
     *     have sent it and what comes after it
     * @param keys secrets that this round's attempts have looked up already
     */
    private void attempt(
            WebhookEvent event, long term, ConcurrentMap<WebhookSecrets.Owner, List<Secret>> keys) {
        boolean answered = false;
        try {
            var owner = WebhookSecrets.Owner.of(event.workspace(), event.workflow());
            var signing = keys.computeIfAbsent(owner, secrets::signing);
            var at = clock.instant();
            var body = event.bytes();
            var headers = Signature.headers(signing, event.id(), at, body);
            if (!nodes.lease().heldSince(term)) {
                LOG.warn("{} is not sent: this node's claim on it has lapsed", event.id());
                return;
            }
            var sent = sender.send(event.url(), headers, body);
            answered = sent.outcome() instanceof Outcome.Answered;
            settle(event, at, sent);
        } catch (RuntimeException e) {
            LOG.error("an attempt for {} failed; it is made again in a minute", event.id(), e);
        } finally {
            underWay.remove(event.id());
            slots.release(event.origin(), event.body().length(), answered);
            wake();
        }
    }

    private void settle(WebhookEvent event, Instant at, Sender.Sent sent) {
        var now = clock.instant();
        var verdict = retries.after(sent.outcome(), event.retries(), event.since(), now);
        var attempt =
                new Attempt(
                        event.attempts(),
                        at,
                        status(sent.outcome()),
                        sent.duration(),
                        sent.address(),
                        Sentences.of(sent.outcome(), verdict, now),
                        response(sent.outcome()));
        if (!store.record(event, attempt, verdict, now)) {
            LOG.warn("the claim on {} was lost; its attempt is not recorded", event.id());
        }
        results.add(word(verdict), 1);
        durations.record(sent.duration());
        if (!(verdict instanceof Verdict.Delivered)) {
            LOG.info(
                    "webhook {} of run {} to {}: {}",
                    event.id(),
                    event.run(),
                    event.origin(),
                    attempt.outcome());
        }
    }

    private static Optional<Integer> status(Outcome outcome) {
        return outcome instanceof Outcome.Answered(int status, _, _)
                ? Optional.of(status)
                : Optional.empty();
    }

    private static Optional<String> response(Outcome outcome) {
        return outcome instanceof Outcome.Answered(_, _, var bytes) && !bytes.isEmpty()
                ? Optional.of(bytes)
                : Optional.empty();
    }

    static String word(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Delivered() -> "delivered";
            case Verdict.Again(_) -> "again";
            case Verdict.Stopped() -> "stopped";
            case Verdict.Failed() -> "failed";
            case Verdict.Exhausted() -> "exhausted";
        };
    }
}
