package dev.handwright.desktops;

import dev.handwright.desktops.CreateResult.Created;
import dev.handwright.desktops.CreateResult.NoneFree;
import dev.handwright.desktops.CreateResult.NotStarted;
import dev.handwright.desktops.CreateResult.OverQuota;
import dev.handwright.desktops.DesktopHost.DesktopUnavailable;
import dev.handwright.workspaces.Workspace;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The desktops that workspaces make for themselves. They outlive this server: each has a row, and
 * the next server takes over what it finds. For many threads.
 */
public final class Desktops {
    private static final Logger LOG = LoggerFactory.getLogger(Desktops.class);

    private final DesktopPool pool;
    private final DesktopStore store;
    private final DesktopSettings settings;
    private final Clock clock;
    private final Quotas quotas;

    /** The rows, as this is the only server that writes them. */
    private final Map<Desktop.Id, OwnedDesktop> living = new ConcurrentHashMap<>();

    /** Takes over what an earlier server left. */
    public Desktops(DesktopPool pool, DesktopStore store, DesktopSettings settings, Clock clock) {
        this.pool = pool;
        this.store = store;
        this.settings = settings;
        this.clock = clock;
        quotas = new Quotas(settings.perWorkspace());
        store.living().forEach(this::takeOver);
    }

    /** Returns when the desktop runs. */
    public CreateResult create(Workspace.Id workspace, NewDesktop wanted) {
        if (!quotas.take(workspace)) {
            return new OverQuota(settings.perWorkspace());
        }
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
                        wanted.idleTimeout(),
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

    /** Those of a workspace, oldest first. */
    public List<OwnedDesktop> list(Workspace.Id workspace) {
        return living.values().stream()
                .filter(it -> it.workspace().equals(workspace))
                .sorted(
                        Comparator.comparing(OwnedDesktop::createdAt)
                                .thenComparing(it -> it.id().value()))
                .toList();
    }

    /** Empty where the workspace has no such living desktop. */
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
        var desktop = find(workspace, id);
        if (desktop.isEmpty() || !living.remove(id, desktop.get())) {
            return false;
        }
        store.remove(id);
        quotas.giveBack(workspace);
        pool.find(id).ifPresent(Session::close);
        return true;
    }

    private void takeOver(OwnedDesktop desktop) {
        if (pool.adopt(desktop.desktop()).isPresent()) {
            living.put(desktop.id(), desktop);
            quotas.add(desktop.workspace());
            LOG.info("took over {} of {}", desktop.id(), desktop.workspace());
        } else if (pool.stop(desktop.id())) {
            LOG.warn("{} of {} did not live on", desktop.id(), desktop.workspace());
            store.remove(desktop.id());
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
