package dev.handwright.desktops;

import dev.handwright.base.Ids;
import dev.handwright.base.Metrics;
import dev.handwright.base.Unavailable;
import dev.handwright.desktops.DesktopHost.DesktopUnavailable;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each run and each call of the API a fresh desktop, at once where the pool has one, and
 * keeps the pool filled. Every desktop is used once. For many threads.
 */
public final class DesktopPool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DesktopPool.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final DesktopHost host;
    private final DesktopSettings settings;
    private final Ids ids;
    private final VeilStore veils;
    private final Stops stops;
    private final Strays strays;
    private final Metrics.Timer takes;
    private final DesktopShelf shelf;
    private final Thread filler;

    /**
     * Stops what a server before this one left, then begins to fill the pool.
     *
     * @param claimed desktops of an earlier server that live on, for {@link #adopt}; asked often
     */
    public DesktopPool(
            DesktopHost host,
            DesktopSettings settings,
            Supplier<Set<Desktop.Id>> claimed,
            VeilStore veils,
            Ids ids,
            Metrics metrics) {
        this.host = host;
        this.veils = veils;
        stops = new Stops(host, veils);
        strays = new Strays(host, stops, claimed);
        this.settings = settings;
        this.ids = ids;
        shelf = new DesktopShelf(settings.pool(), settings.most());
        takes = metrics.timer("handwright_desktop_take_seconds", "Until a run had its desktop");
        metrics.gauges("handwright_desktops", "Desktops by state", "state", shelf::counts);
        strays.stop(shelf::knows);
        forgetOthers(claimed);
        filler = Thread.ofVirtual().name("desktop-pool").start(this::keepFilled);
    }

    /**
     * A desktop that nobody has used. Waits while {@code most} are alive.
     *
     * @throws DesktopUnavailable when none can be started now
     * @throws Unavailable while who starts them is away; it may be tried again
     */
    public Session take(NetworkRules network) throws InterruptedException {
        long start = System.nanoTime();
        var session =
                take(
                        shelf.awaitGrant(isInPool(settings.display(), network)),
                        settings.display(),
                        network);
        takes.record(Duration.ofNanos(System.nanoTime() - start));
        return session.orElseThrow(() -> new IllegalStateException("waited, and was refused"));
    }

    /** The same with the network that all desktops have. */
    public Session take() throws InterruptedException {
        return take(NetworkRules.NONE);
    }

    /**
     * The same without waiting, and with any display and network.
     *
     * @return empty while {@code most} are alive
     * @throws DesktopUnavailable when none can be started now
     */
    Optional<Session> takeNow(DisplaySize display, NetworkRules network) {
        try {
            return take(shelf.grant(isInPool(display, network)), display, network);
        } catch (Unavailable e) {
            throw new DesktopUnavailable("no desktop could be started", e);
        }
    }

    /** Whether desktops can be started now. */
    public boolean answers() {
        return host.answers();
    }

    private boolean isInPool(DisplaySize display, NetworkRules network) {
        return display.equals(settings.display()) && network.equals(NetworkRules.NONE);
    }

    private Optional<Session> take(
            DesktopShelf.Grant grant, DisplaySize display, NetworkRules network) {
        return switch (grant) {
            case DesktopShelf.Grant.Refused() -> Optional.empty();
            case DesktopShelf.Grant.Start() -> Optional.of(startOne(display, network, true));
            case DesktopShelf.Grant.Idle(var session) -> {
                boolean alive = answers(session);
                if (alive && isInPool(display, network)) {
                    yield Optional.of(session);
                }
                if (!alive) {
                    LOG.warn("desktop {} died in the pool", session.desktop().id());
                }
                shelf.keepPlace();
                session.close(); // dead, or another than is asked for
                yield Optional.of(startOne(display, network, true));
            }
        };
    }

    /** Of desktops that ended while no server was there. */
    private void forgetOthers(Supplier<Set<Desktop.Id>> claimed) {
        var kept = veils.desktops();
        if (!kept.isEmpty()) {
            var living = claimed.get();
            kept.stream().filter(it -> !living.contains(it)).forEach(veils::remove);
        }
    }

    /**
     * Takes a desktop that lives since an earlier server; empty where its screen is gone, or where
     * nobody can tell any more what it shows of secrets.
     */
    public Optional<Session> adopt(Desktop desktop) {
        Session session;
        try {
            var screen = host.screen(desktop.id());
            session = session(desktop, screen, veil(desktop.id(), screen));
        } catch (DesktopUnavailable e) {
            LOG.warn("desktop {} does not answer any more", desktop.id(), e);
            return Optional.empty();
        }
        shelf.use(session);
        return Optional.of(session);
    }

    /** The desktop while it is in use. */
    public Optional<Session> find(Desktop.Id id) {
        return shelf.find(id);
    }

    /** Ends what could not be ended before, and what nobody knows. */
    void sweep() {
        stops.again();
        strays.stop(shelf::knows);
    }

    /** Ends what no session knows; whether nothing of it is left. */
    boolean stop(Desktop.Id id) {
        return stops.stop(id);
    }

    /** Desktops in use that have died. */
    public Set<DesktopHost.Dead> dead() {
        return strays.dead(it -> find(it).isPresent());
    }

    /** Desktops in the pool, ready to be taken. */
    public int idle() {
        return shelf.idle();
    }

    /** From now on no desktop can be taken, also by who waits for one. */
    public void refuse() {
        shelf.close();
    }

    /** Ends the desktops of the pool; those in use belong to their runs. */
    @Override
    public void close() {
        refuse();
        try {
            filler.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        shelf.takeAll().forEach(Session::close);
    }

    /** Starts a desktop that the shelf counts already. */
    private Session startOne(DisplaySize display, NetworkRules network, boolean forUse) {
        var id = new Desktop.Id(ids.token("dsk_"));
        Session session = null;
        shelf.begin(id);
        try {
            var desktop = host.start(id, display, network);
            session = session(desktop, host.screen(id), new Veil(it -> veils.keep(id, it)));
            return session;
        } finally {
            if (session == null) {
                stops.stop(id);
            }
            shelf.started(id, session, forUse);
        }
    }

    private Session session(Desktop desktop, Screen screen, Veil veil) {
        return new Session(desktop, screen, veil, host.drive(desktop.id()), this::end);
    }

    private Veil veil(Desktop.Id id, Screen screen) {
        try {
            return veils.find(id)
                    .map(it -> new Veil(known -> veils.keep(id, known), screen, it))
                    .orElseGet(() -> new Veil(known -> veils.keep(id, known)));
        } catch (RuntimeException e) {
            screen.close();
            throw new DesktopUnavailable("what secrets it shows cannot be read", e);
        }
    }

    private void end(Session session) {
        try (var screen = session.screen()) {
            LOG.debug("ending {} of {}", session.desktop().id(), screen.size());
        } catch (RuntimeException e) {
            LOG.debug("a dead screen was closed", e);
        }
        stops.stop(session.desktop().id());
        shelf.remove(session.desktop().id());
    }

    private void keepFilled() {
        var pause = FIRST_PAUSE;
        while (shelf.awaitLack()) {
            try {
                startOne(settings.display(), NetworkRules.NONE, false);
                pause = FIRST_PAUSE;
            } catch (RuntimeException e) {
                LOG.warn("the pool could not start a desktop; again in {} s", pause.toSeconds(), e);
                shelf.awaitClose(pause);
                pause =
                        pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0
                                ? LONGEST_PAUSE
                                : pause.multipliedBy(2);
            }
        }
    }

    private static boolean answers(Session session) {
        try {
            session.screen().barrier();
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }
}
