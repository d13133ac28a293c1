package dev.handwright;

import dev.handwright.adapter.sql.SqlViewSessionStore;
import dev.handwright.desktops.Desktop;
import dev.handwright.desktops.DesktopHost;
import dev.handwright.desktops.DesktopPool;
import dev.handwright.edge.http.OpenDesktops;
import dev.handwright.edge.http.Route;
import dev.handwright.edge.http.SessionRoutes;
import dev.handwright.edge.http.SessionViews;
import dev.handwright.edge.http.ViewRoutes;
import dev.handwright.tools.Control;
import dev.handwright.tools.Toolboxes;
import dev.handwright.viewing.ViewSessions;
import dev.handwright.viewing.ViewSettings;
import dev.handwright.viewing.Viewers;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Sessions and viewers, wired. */
final class ViewWiring {
    private final Supplier<URI> publicUrl;
    private final Viewers viewers;
    private final ViewSessions sessions;
    private final SessionViews shown;
    private final ViewRoutes views;

    ViewWiring(Foundation base, DesktopHost host, DesktopPool pool, Toolboxes toolboxes) {
        publicUrl = base.publicUrl();
        var config = base.config().desktops();
        var settings = new ViewSettings(config.viewLink(), config.viewLongest(), config.viewers());
        viewers = new Viewers(host, settings, base.clock());
        sessions =
                new ViewSessions(
                        new SqlViewSessionStore(base.database()),
                        base.keys().derive("live view"),
                        viewers,
                        settings,
                        base.clock(),
                        base.ids());
        shown = new SessionViews(pool, toolboxes, sessions, publicUrl);
        views =
                new ViewRoutes(
                        pool, toolboxes, sessions, viewers, publicUrl, config.viewFramedBy());
    }

    /** What holds while a person controls a desktop. */
    static Control.Rules rules(Config.Desktops config) {
        return new Control.Rules(
                config.whilePersonControls(), config.personWait(), config.personIdle());
    }

    List<Route> routes(OpenDesktops desktops) {
        var routes = new ArrayList<Route>();
        routes.addAll(new SessionRoutes(desktops, sessions, shown).routes());
        routes.addAll(views.routes());
        return routes;
    }

    /** The sessions that desktops are shown with. */
    SessionViews shown() {
        return shown;
    }

    /** To be closed before the server, which would wait for them. */
    Viewers viewers() {
        return viewers;
    }

    /** A link to watch a run's own desktop. */
    String liveView(Desktop.Id desktop) {
        return ViewRoutes.href(publicUrl.get(), desktop, sessions.tokenOfRun(desktop));
    }
}
