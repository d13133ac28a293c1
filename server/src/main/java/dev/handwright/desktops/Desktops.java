package dev.handwright.desktops;

import dev.handwright.base.Metrics;
import dev.handwright.desktops.CreateResult.Created;
import dev.handwright.desktops.CreateResult.NoneFree;
import dev.handwright.desktops.CreateResult.NotStarted;
import dev.handwright.desktops.CreateResult.OverQuota;
import dev.handwright.desktops.DesktopHost.DesktopUnavailable;
import dev.handwright.nodes.Node;
import dev.handwright.workspaces.Workspace;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The desktops that workspaces make for themselves. They outlive this server: each has a row, and
 * the next server takes over what it finds. For many threads.
 */
public final class Desktops implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Desktops.class);

    /** How soon a death is noticed, and how exact idle timeouts are. */
    private static final Duration EVERY = Duration.ofSeconds(2);

    private static final Duration ROOM_ENDS = Duration.ofSeconds(1);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

    private final DesktopPool pool;
    private final DesktopStore store;
    private final DesktopSettings settings;
    private final Clock clock;
    private final Quotas quotas;
    private final Metrics.Timers creations;

    /** The rows of this node, as this is the only server that writes them. */
    private final Map<Desktop.Id, OwnedDesktop> living = new ConcurrentHashMap<>();

    private final Endings endings;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread tender = Thread.ofVirtual().name("desktops").unstarted(this::keepTending);

    /** Takes over what an earlier server left. */
    public Desktops(
            DesktopPool pool,
            DesktopStore store,
            DesktopSettings settings,
            Clock clock,
            Metrics metrics) {
        this.pool = pool;
        this.store = store;
        this.settings = settings;
        this.clock = clock;
        quotas = new Quotas(settings.perWorkspace(), settings.forWorkspaces());
        creations =
                metrics.timers(
                        "handwright_desktop_create_seconds",
                        "Until a workspace had its desktop, or heard that it has none",
                        "outcome");
        endings = new Endings(store, metrics);
        metrics.gauge("handwright_desktops_owned", "Living desktops of workspaces", this::count);
        store.living().forEach(this::takeOver);
    }

    /** Living desktops of all workspaces. */
    public int count() {
        return living.size();
    }

    /** Whether this node makes no more for workspaces now. */
    public boolean noneLeft() {
        return quotas.noneLeft();
    }

    /** Begins to end what is idle for too long or has died. */
    public void start() {
        tender.start();
    }

    /** Returns when the desktop runs. */
    public CreateResult create(Workspace.Id workspace, NewDesktop wanted) {
        long start = System.nanoTime();
        var result = make(workspace, wanted);
        var outcome =
                switch (result) {
                    case Created _ -> "created";
                    case OverQuota _ -> "over_quota";
                    case NoneFree _ -> "none_free";
                    case NotStarted _ -> "failed";
                };
        creations.record(outcome, Duration.ofNanos(System.nanoTime() - start));
        return result;
    }

    private CreateResult make(Workspace.Id workspace, NewDesktop wanted) {
        return switch (quotas.take(workspace, store.elsewhere(workspace).size())) {
            case OVER_QUOTA -> new OverQuota(settings.perWorkspace());
            case NONE_LEFT -> new NoneFree();
            case YES -> start(workspace, wanted);
        };
    }

    /** Its place is counted already, and is given back where nothing comes of it. */
    private CreateResult start(Workspace.Id workspace, NewDesktop wanted) {
        OwnedDesktop made = null;
        try {
            var session =
                    pool.takeNow(wanted.display().orElse(settings.display()), wanted.network());
            if (session.isEmpty()) {
                return new NoneFree();
            }
            made = own(workspace, wanted, session.get());
            return new Created(made);
        } catch (DesktopUnavailable e) {
            LOG.error("no desktop could be started for {}", workspace, e);
            return new NotStarted();
        } finally {
            if (made == null) {
                quotas.giveBack(workspace);
            }
        }
    }

    /** Its row comes after its room: a room without a row is ended by the next start. */
    private OwnedDesktop own(Workspace.Id workspace, NewDesktop wanted, Session session) {
        var now = now();
        var desktop =
                new OwnedDesktop(
                        session.desktop().id(),
                        workspace,
                        wanted.name(),
                        session.desktop().display(),
                        wanted.network(),
                        wanted.idleTimeout().or(settings::idleTimeout),
                        now,
                        now);
        boolean kept = false;
        try {
            session.touch();
            store.add(desktop);
            living.put(desktop.id(), desktop);
            kept = true;
            return desktop;
        } finally {
            if (!kept) {
                session.close();
            }
        }
    }

    /** Those of a workspace on all nodes, oldest first. */
    public List<OwnedDesktop> list(Workspace.Id workspace) {
        return Stream.concat(living.values().stream(), store.elsewhere(workspace).stream())
                .filter(it -> it.workspace().equals(workspace))
                .sorted(
                        Comparator.comparing(OwnedDesktop::createdAt)
                                .thenComparing(it -> it.id().value()))
                .toList();
    }

    /** The other node that a desktop lives on, of whichever workspace or run. */
    public Optional<Node.Id> elsewhere(Desktop.Id id) {
        return living.containsKey(id) || pool.find(id).isPresent()
                ? Optional.empty()
                : store.elsewhere(id);
    }

    /** Empty where the workspace has no such living desktop on this node. */
    public Optional<OwnedDesktop> find(Workspace.Id workspace, Desktop.Id id) {
        return Optional.ofNullable(living.get(id)).filter(it -> it.workspace().equals(workspace));
    }

    /**
     * The session of a living desktop, for use: the same for all who ask, and not to be closed by
     * them. Its idle timeout begins anew.
     */
    public Optional<Session> open(Workspace.Id workspace, Desktop.Id id) {
        var session = find(workspace, id).flatMap(it -> pool.find(it.id()));
        session.ifPresent(Session::touch);
        return session;
    }

    /** The desktop as it is now; empty where there is none. */
    public Optional<OwnedDesktop> rename(
            Workspace.Id workspace, Desktop.Id id, OwnedDesktop.Name name) {
        return find(workspace, id)
                .flatMap(_ ->
                        Optional.ofNullable(
                                living.computeIfPresent(id, (_, it) -> it.renamed(name, now()))))
                .map(renamed -> {
                    store.rename(renamed);
                    return renamed;
                });
    }

    /** Returns when nothing of it is left; false where there is none. */
    public boolean delete(Workspace.Id workspace, Desktop.Id id) {
        return find(workspace, id).isPresent() && end(id).isPresent();
    }

    /**
     * Ends a desktop at once whose display server has died. Its screen falls silent some
     * milliseconds before its room ends, so this waits for that, a second at most.
     *
     * @return false where it lives, or is gone already
     */
    public boolean endIfDead(Desktop.Id id) throws InterruptedException {
        long deadline = System.nanoTime() + ROOM_ENDS.toNanos();
        while (living.containsKey(id)) {
            endTheDead();
            if (!living.containsKey(id)) {
                return true;
            }
            if (System.nanoTime() > deadline
                    || closed.await(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                return false;
            }
        }
        return false;
    }

    /** Why a desktop ended that nobody deleted, as a clause; it is remembered for a while. */
    public Optional<String> whyEnded(Workspace.Id workspace, Desktop.Id id) {
        return endings.of(workspace, id);
    }

    /** Those who live go on without this server. */
    @Override
    public void close() {
        closed.countDown();
        try {
            tender.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Its row goes before its room: a room without a row is ended by the next start. Where the row
     * cannot go now, the desktop lives on, and this may be asked again.
     */
    private Optional<OwnedDesktop> end(Desktop.Id id) {
        store.remove(id);
        var desktop = Optional.ofNullable(living.remove(id));
        desktop.ifPresent(it -> {
            quotas.giveBack(it.workspace());
            pool.find(id).ifPresent(Session::close);
        });
        return desktop;
    }

    private void keepTending() {
        try {
            while (!closed.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    tend();
                } catch (RuntimeException e) {
                    LOG.error("desktops could not be tended; again in {}", EVERY, e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Nobody does this; close() opens the latch.
        }
    }

    /** Ends what is idle for too long or has died. */
    void tend() {
        pool.sweep();
        endTheDead();
        endTheIdle();
    }

    private void endTheDead() {
        for (var dead : pool.dead()) {
            endBecause(
                    dead.id(),
                    "died",
                    dead.shortOfMemory()
                            ? "its display server died after its memory had been used up"
                            : "its display server died");
        }
    }

    private void endTheIdle() {
        for (var desktop : living.values()) {
            var unused = pool.find(desktop.id()).map(Session::unused).orElse(Duration.ZERO);
            if (desktop.idleTimeout().filter(it -> it.compareTo(unused) <= 0).isPresent()) {
                endBecause(
                        desktop.id(),
                        "idle",
                        "nobody used it for %d s"
                                .formatted(desktop.idleTimeout().get().toSeconds()));
            }
        }
    }

    private void endBecause(Desktop.Id id, String cause, String reason) {
        Optional.ofNullable(living.get(id))
                .ifPresent(it -> {
                    // First the reason: whoever finds the desktop gone can read it.
                    endings.add(it, now(), cause, reason);
                    LOG.info("{} of {} is ended: {}", id, it.workspace(), reason);
                    end(id);
                });
    }

    private void takeOver(OwnedDesktop desktop) {
        if (pool.adopt(desktop.desktop()).isPresent()) {
            living.put(desktop.id(), desktop);
            quotas.add(desktop.workspace());
            LOG.info("took over {} of {}", desktop.id(), desktop.workspace());
        } else if (pool.stop(desktop.id())) {
            LOG.warn("{} of {} did not live on", desktop.id(), desktop.workspace());
            store.remove(desktop.id());
            endings.add(desktop, now(), "lost", "it was dead when the server started");
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
