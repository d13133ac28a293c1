package dev.handwright.viewing;

import dev.handwright.base.Ids;
import dev.handwright.desktops.Desktop;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** Who may watch which desktop: sessions, and the tokens of their links. For many threads. */
public final class ViewSessions {
    /** The session of a run's own desktop: it ends with the desktop. */
    private static final String OF_RUN = "run";

    private final ViewSessionStore store;
    private final ViewTokens tokens;
    private final Viewers viewers;
    private final ViewSettings settings;
    private final Clock clock;
    private final Ids ids;

    /**
     * @param key 32 bytes, for the tokens
     */
    public ViewSessions(
            ViewSessionStore store,
            byte[] key,
            Viewers viewers,
            ViewSettings settings,
            Clock clock,
            Ids ids) {
        this.store = store;
        this.tokens = new ViewTokens(key);
        this.viewers = viewers;
        this.settings = settings;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * The session there is, or a new one. Another scope than it has makes a new one, too, and ends
     * what the old one allowed.
     *
     * @param scope empty: as it is, or {@link Scope#CONTROL}
     */
    public ViewSession open(Desktop.Id desktop, Optional<Scope> scope) {
        var present = find(desktop);
        if (present.isPresent() && scope.orElse(present.get().scope()) == present.get().scope()) {
            return present.get();
        }
        present.ifPresent(this::cut);
        var session = new ViewSession(desktop, ids.token("view_"), scope.orElse(Scope.CONTROL));
        store.put(session);
        return session;
    }

    public Optional<ViewSession> find(Desktop.Id desktop) {
        return store.find(desktop);
    }

    /** Ends it: its links open nothing any more, and open viewers are cut. Fine without one. */
    public void end(Desktop.Id desktop) {
        var present = find(desktop);
        store.remove(desktop);
        present.ifPresent(this::cut);
    }

    /** The token of a new link. */
    public String token(ViewSession session) {
        return token(session.desktop(), session.id(), session.scope(), clock.instant());
    }

    /** The token of a link that watches a run's own desktop. */
    public String tokenOfRun(Desktop.Id desktop) {
        return token(desktop, OF_RUN, Scope.VIEW, clock.instant());
    }

    /** What a token allows now; empty for one that is forged, expired or revoked. */
    public Optional<Grant> admit(Desktop.Id desktop, String token) {
        return tokens.read(desktop, token)
                .filter(it -> it.expires().isAfter(clock.instant()))
                .filter(this::stands);
    }

    /**
     * A token that lasts longer than the one it was got for, until the watch has lasted {@code
     * longest}.
     */
    public String renew(Grant grant) {
        return token(grant.desktop(), grant.session(), grant.scope(), grant.begun());
    }

    private boolean stands(Grant grant) {
        return grant.session().equals(OF_RUN)
                || find(grant.desktop())
                        .filter(it -> it.id().equals(grant.session()))
                        .filter(it -> it.scope() == grant.scope())
                        .isPresent();
    }

    private String token(Desktop.Id desktop, String session, Scope scope, Instant begun) {
        var expires = clock.instant().plus(settings.link());
        var last = begun.plus(settings.longest());
        return tokens.text(
                new Grant(desktop, session, scope, begun, expires.isBefore(last) ? expires : last));
    }

    private void cut(ViewSession session) {
        viewers.cut(session.desktop(), session.id(), Ending.REVOKED);
    }
}
