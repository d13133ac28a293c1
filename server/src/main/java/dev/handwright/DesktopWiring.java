package dev.handwright;

import dev.handwright.adapter.local.CwebpEncoder;
import dev.handwright.adapter.local.FastDeflation;
import dev.handwright.adapter.local.LocalDesktopHost;
import dev.handwright.adapter.local.VeilFiles;
import dev.handwright.adapter.sql.SqlDesktopStore;
import dev.handwright.adapter.sql.SqlFilmStore;
import dev.handwright.adapter.sql.SqlJournalStore;
import dev.handwright.adapter.sql.SqlToolLogStore;
import dev.handwright.desktops.Desktop;
import dev.handwright.desktops.DesktopHost;
import dev.handwright.desktops.DesktopPool;
import dev.handwright.desktops.DesktopSettings;
import dev.handwright.desktops.Desktops;
import dev.handwright.desktops.DisplaySize;
import dev.handwright.desktops.Films;
import dev.handwright.desktops.Recorder;
import dev.handwright.edge.http.DesktopRoutes;
import dev.handwright.edge.http.FileRoutes;
import dev.handwright.edge.http.OpenDesktops;
import dev.handwright.edge.http.RecordingRoutes;
import dev.handwright.edge.http.Route;
import dev.handwright.edge.http.ToolRoutes;
import dev.handwright.nodes.Role;
import dev.handwright.tools.Cameras;
import dev.handwright.tools.ClipboardTool;
import dev.handwright.tools.ComputerTool;
import dev.handwright.tools.Encoders;
import dev.handwright.tools.Executions;
import dev.handwright.tools.ToolLog;
import dev.handwright.tools.Toolboxes;
import dev.handwright.tools.Tools;
import dev.handwright.tools.WindowsTool;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Desktops, wired: from the pool that runs and workspaces share up to the routes. */
final class DesktopWiring implements AutoCloseable {
    private final DesktopPool pool;
    private final Foundation base;
    private final Desktops desktops;
    private final Films films;
    private final Toolboxes toolboxes;
    private final Tools tools =
            new Tools(List.of(new ComputerTool(), new ClipboardTool(), new WindowsTool()));
    private final ToolLog toolLog;
    private final Duration uploadTime;
    private final ViewWiring views;

    DesktopWiring(Foundation base, DesktopHost host, Recorder recorder) {
        this.base = base;
        var settings = settings(base.config().desktops());
        uploadTime = base.config().desktops().uploadTimeout();
        var store = new SqlDesktopStore(base.database(), base.nodes().id());
        var journals = new SqlJournalStore(base.database());
        pool =
                new DesktopPool(
                        host,
                        settings,
                        () -> claimed(store.ids(), journals.desktops(base.nodes().id().value())),
                        new VeilFiles(base.folders().veils(), base.sealing()),
                        base.ids(),
                        base.metrics());
        films =
                new Films(
                        recorder,
                        base.folders().temporary(),
                        base.artifacts(),
                        new SqlFilmStore(base.database()),
                        base.clock(),
                        base.ids());
        desktops = new Desktops(pool, store, settings, base.clock(), base.metrics());
        toolboxes =
                new Toolboxes(
                        new Cameras(
                                base.ids(),
                                new Encoders(Optional.of(new CwebpEncoder()), new FastDeflation())),
                        ViewWiring.rules(base.config().desktops()));
        views = new ViewWiring(base, host, pool, toolboxes);
        toolLog = new ToolLog(new SqlToolLogStore(base.database()), base.clock(), base.ids());
    }

    static DesktopHost host(Config config, Folders folders, Clock clock) {
        return config.nodes().has(Role.DESKTOPS)
                ? new LocalDesktopHost(folders.runtime(), clock)
                : new NoDesktops();
    }

    Desktops desktops() {
        return desktops;
    }

    /** Living desktops of workspaces. */
    int owned() {
        return desktops.count();
    }

    /** Desktops that outlive a server: those of workspaces and those of runs. */
    private static Set<Desktop.Id> claimed(Set<Desktop.Id> owned, Set<Desktop.Id> ofRuns) {
        var all = new HashSet<>(owned);
        all.addAll(ofRuns);
        return all;
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
        routes.addAll(new DesktopRoutes(desktops, views.shown()::of).routes());
        routes.addAll(
                new RecordingRoutes(
                                desktops,
                                films,
                                base.artifacts(),
                                base.config().artifacts().urlLifetime(),
                                base.clock())
                        .routes());
        var executions = new Executions(tools, toolboxes, toolLog);
        routes.addAll(new ToolRoutes(open(), tools, executions, toolLog).routes());
        routes.addAll(new FileRoutes(request -> open().of(request).drive(), uploadTime).routes());
        routes.addAll(views.routes(open()));
        return routes;
    }

    ViewWiring views() {
        return views;
    }

    /** Once the server listens. */
    void start() {
        desktops.start();
    }

    /** The desktops of workspaces live on. */
    @Override
    public void close() {
        desktops.close();
        films.close();
        toolLog.close();
        pool.close();
    }

    private static DesktopSettings settings(Config.Desktops desktops) {
        return new DesktopSettings(
                desktops.pool(),
                desktops.most(),
                desktops.forRuns(),
                desktops.perWorkspace(),
                Optional.of(desktops.idleTimeout()).filter(it -> !it.isZero()),
                new DisplaySize(desktops.width(), desktops.height()));
    }
}
