package dev.handwright;

import dev.handwright.adapter.sql.SqlRunStore;
import dev.handwright.adapter.sql.SqlWorkflowStore;
import dev.handwright.desktops.Desktops;
import dev.handwright.edge.http.Route;
import dev.handwright.edge.http.RunLogRoutes;
import dev.handwright.edge.http.RunRoutes;
import dev.handwright.edge.http.RunViewRoutes;
import dev.handwright.edge.http.RunViews;
import dev.handwright.edge.http.ViewTokens;
import dev.handwright.edge.http.WorkflowRoutes;
import dev.handwright.runs.CallbackRules;
import dev.handwright.runs.LogReader;
import dev.handwright.runs.RunLogs;
import dev.handwright.runs.RunQueue;
import dev.handwright.runs.RunSettings;
import dev.handwright.runs.Runs;
import dev.handwright.sandboxes.SandboxHost;
import dev.handwright.sandboxes.SandboxLimits;
import dev.handwright.workflows.PublishLimits;
import dev.handwright.workflows.Workflows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Workflows and runs, wired: from the stores up to the routes. */
final class RunWiring {
    /** Well below http.idle_timeout and what proxies allow. */
    private static final Duration LOG_HEARTBEAT = Duration.ofSeconds(15);

    private final Foundation base;
    private final Desktops desktops;
    private final Workflows workflows;
    private final Runs runs;
    private final RunLogs logs;

    /**
     * @param webhooks told after each commit that wrote a webhook event
     */
    RunWiring(
            Foundation base,
            SandboxHost sandboxes,
            Desktops desktops,
            CallbackRules callbacks,
            Runnable webhooks) {
        this.base = base;
        this.desktops = desktops;
        workflows =
                new Workflows(
                        new SqlWorkflowStore(base.database()),
                        sandboxes,
                        publishLimits(base.config()),
                        base.clock(),
                        base.ids());
        var store = new SqlRunStore(base.database());
        var settings = settings(base.config());
        var queue = new RunQueue(store, settings, base.clock(), base.ids(), webhooks);
        runs =
                new Runs(
                        store,
                        workflows,
                        queue,
                        callbacks,
                        base.keys().derive("idempotent bodies"),
                        settings,
                        base.clock(),
                        base.ids());
        logs =
                new RunLogs(
                        base.folders().logs(),
                        base.config().runs().logSize(),
                        base.artifacts(),
                        base.clock());
    }

    List<Route> routes() {
        var tokens = new ViewTokens(base.keys().derive("live view"), base.clock());
        var views =
                new RunViews(
                        base.artifacts(),
                        base.config().artifacts().urlLifetime(),
                        _ -> false,
                        tokens,
                        base.publicUrl(),
                        base.clock());
        var routes = new ArrayList<Route>();
        routes.addAll(new WorkflowRoutes(workflows).routes());
        routes.addAll(new RunRoutes(runs, views).routes());
        routes.addAll(new RunLogRoutes(runs, new LogReader(logs, runs, LOG_HEARTBEAT)).routes());
        routes.addAll(new RunViewRoutes(desktops, _ -> Optional.empty(), tokens).routes());
        return routes;
    }

    private static RunSettings settings(Config config) {
        return new RunSettings(
                config.runs().queueLimit(),
                config.runs().perWorkflow(),
                config.artifacts().urlLifetime());
    }

    private static PublishLimits publishLimits(Config config) {
        var workflows = config.workflows();
        return new PublishLimits(
                workflows.files(), workflows.size(), workflows.checkTimeout(), sandbox(config));
    }

    static SandboxLimits sandbox(Config config) {
        var sandboxes = config.sandboxes();
        return new SandboxLimits(
                sandboxes.memory(),
                sandboxes.processes(),
                sandboxes.outputSize(),
                sandboxes.outputFiles());
    }
}
