package dev.handwright.nodes;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The nodes of this installation. A node raises its beat, and one whose beat has not changed for
 * the lease is dead for whoever watched it so long.
 */
public final class Nodes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Nodes.class);

    private final NodeStore store;
    private final Self self;
    private final NodeSettings settings;
    private final boolean alone;
    private final LongSupplier nanos;
    private final Lease lease;
    private final Silence silence;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Supplier<Node.Load> load = () -> new Node.Load(0, 0);
    private volatile Runnable beforeEach = () -> {};
    private volatile List<Node> dead = List.of();
    private @Nullable Thread heart;
    private final AtomicLong beat = new AtomicLong();

    /** What this node is. */
    public record Self(Node.Id id, String incarnation, Instant startedAt, Supplier<URI> url) {}

    /**
     * A node as the one that was asked sees it.
     *
     * @param silent since its last beat, or since this node began to watch it
     */
    public record Seen(Node node, boolean alive, Duration silent) {}

    /**
     * @param alone nobody else can use this database: there are no beats, and the lease never ends
     * @param nanos a clock that never jumps, such as {@link System#nanoTime}
     */
    public Nodes(
            NodeStore store, Self self, NodeSettings settings, boolean alone, LongSupplier nanos) {
        this.store = store;
        this.self = self;
        this.settings = settings;
        this.alone = alone;
        this.nanos = nanos;
        silence = new Silence(nanos);
        lease =
                alone
                        ? Lease.endless(nanos)
                        : new Lease(settings.lease().minus(settings.heartbeat()), nanos);
    }

    public Node.Id id() {
        return self.id;
    }

    public Lease lease() {
        return lease;
    }

    /**
     * Begins to beat, and holds the lease when it returns.
     *
     * @param load what this node has to do just now
     * @param beforeEach done with each beat, before that counts for this node's own lease; when it
     *     fails, the beat does not count
     */
    public void start(Supplier<Node.Load> load, Runnable beforeEach) {
        this.load = load;
        this.beforeEach = beforeEach;
        long at = nanos.getAsLong();
        store.begin(node());
        lease.renew(at);
        if (!alone) {
            // A platform thread: it beats however busy the virtual ones are.
            heart = Thread.ofPlatform().name("heart").daemon().start(this::live);
        }
    }

    /** All nodes, this one among them, by id. */
    public List<Seen> list() {
        if (alone) {
            return List.of(new Seen(node(), true, Duration.ZERO));
        }
        return store.all().stream().map(this::seen).toList();
    }

    private Seen seen(Node node) {
        var silent = node.id().equals(self.id) ? Duration.ZERO : silence.of(node);
        return new Seen(node, silent.compareTo(settings.lease()) < 0, silent);
    }

    /** Forgets nodes that are dead for long and have left nothing that is to be ended. */
    public void forget() {
        for (var node : dead) {
            if (silence.of(node).compareTo(settings.forgetAfter()) >= 0 && store.forget(node)) {
                LOG.info("{} at {} is forgotten, as it was silent for long", node.id(), node.url());
            }
        }
    }

    /** Those that were dead at this node's last beat. */
    public List<Node> dead() {
        return dead;
    }

    /** Falls silent. */
    @Override
    public void close() {
        closed.countDown();
        try {
            if (heart != null) {
                heart.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void live() {
        try {
            while (!closed.await(settings.heartbeat().toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    beat();
                } catch (RuntimeException e) {
                    LOG.warn("this node's beat could not be written", e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Nobody does this; close() opens the latch.
        }
    }

    /** Writes one beat and looks at those of the others. */
    public void beat() {
        long at = nanos.getAsLong();
        beat.incrementAndGet();
        boolean latest = store.beat(node());
        dead = store.all().stream().filter(this::isDead).toList();
        beforeEach.run();
        if (latest) {
            lease.renew(at);
        } else {
            LOG.error(
                    "another server was started as {}, with a copy of this data folder or in it;"
                            + " this one executes nothing any more, stop it",
                    self.id);
        }
    }

    private boolean isDead(Node node) {
        return silence.of(node).compareTo(settings.lease()) >= 0;
    }

    private Node node() {
        return new Node(
                self.id,
                self.incarnation,
                beat.get(),
                self.url.get(),
                Set.copyOf(settings.roles()),
                load.get(),
                self.startedAt);
    }
}
