package dev.handwright;

import dev.handwright.adapter.sql.SqlDesktopStore;
import dev.handwright.desktops.DesktopHost;
import dev.handwright.desktops.DesktopPool;
import dev.handwright.desktops.DesktopSettings;
import dev.handwright.desktops.Desktops;
import dev.handwright.desktops.DisplaySize;
import dev.handwright.edge.http.DesktopRoutes;
import dev.handwright.edge.http.FileRoutes;
import dev.handwright.edge.http.OpenDesktops;
import dev.handwright.edge.http.Route;
import dev.handwright.tools.Toolboxes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Desktops, wired: from the pool that runs and workspaces share up to the routes. */
final class DesktopWiring implements AutoCloseable {
    private final DesktopPool pool;
    private final Desktops desktops;
    private final Toolboxes toolboxes = new Toolboxes();

    DesktopWiring(Foundation base, DesktopHost host) {
        var settings = settings(base.config().desktops());
        var store = new SqlDesktopStore(base.database());
        pool = new DesktopPool(host, settings, store.ids(), base.ids(), base.metrics());
        desktops = new Desktops(pool, store, settings, base.clock(), base.metrics());
    }

    DesktopPool pool() {
        return pool;
    }

    Toolboxes toolboxes() {
        return toolboxes;
    }

    OpenDesktops open() {
        return new OpenDesktops(desktops);
    }

    List<Route> routes() {
        var routes = new ArrayList<Route>();
        routes.addAll(new DesktopRoutes(desktops).routes());
        routes.addAll(new FileRoutes(request -> open().of(request).drive()).routes());
        return routes;
    }

    /** Once the server listens. */
    void start() {
        desktops.start();
    }

    /** The desktops of workspaces live on. */
    @Override
    public void close() {
        desktops.close();
        pool.close();
    }

    private static DesktopSettings settings(Config.Desktops desktops) {
        return new DesktopSettings(
                desktops.pool(),
                desktops.most(),
                desktops.perWorkspace(),
                Optional.of(desktops.idleTimeout()).filter(it -> !it.isZero()),
                new DisplaySize(desktops.width(), desktops.height()));
    }
}
