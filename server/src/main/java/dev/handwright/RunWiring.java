package dev.handwright;

import dev.handwright.adapter.sql.SqlJournalStore;
import dev.handwright.adapter.sql.SqlRetentionStore;
import dev.handwright.adapter.sql.SqlRunStore;
import dev.handwright.adapter.sql.SqlWorkflowStore;
import dev.handwright.agent.Agents;
import dev.handwright.agent.ToolDesk;
import dev.handwright.desktops.Desktop;
import dev.handwright.desktops.Recorder;
import dev.handwright.desktops.Session;
import dev.handwright.edge.http.RetentionRoutes;
import dev.handwright.edge.http.Route;
import dev.handwright.edge.http.RunLogRoutes;
import dev.handwright.edge.http.RunRoutes;
import dev.handwright.edge.http.RunStepRoutes;
import dev.handwright.edge.http.RunViews;
import dev.handwright.edge.http.WorkflowRoutes;
import dev.handwright.edge.rpc.RunRpc;
import dev.handwright.nodes.Role;
import dev.handwright.retention.Retentions;
import dev.handwright.runs.CallbackRules;
import dev.handwright.runs.Fence;
import dev.handwright.runs.Housekeeping;
import dev.handwright.runs.LogReader;
import dev.handwright.runs.Run;
import dev.handwright.runs.RunLog;
import dev.handwright.runs.RunLogs;
import dev.handwright.runs.RunQueue;
import dev.handwright.runs.RunSecrets;
import dev.handwright.runs.RunSettings;
import dev.handwright.runs.Runs;
import dev.handwright.sandboxes.SandboxCalls;
import dev.handwright.sandboxes.SandboxHost;
import dev.handwright.sandboxes.SandboxId;
import dev.handwright.sandboxes.SandboxLimits;
import dev.handwright.secrets.Redaction;
import dev.handwright.secrets.Secret;
import dev.handwright.tools.Gate;
import dev.handwright.tools.Toolboxes;
import dev.handwright.webhooks.Webhooks;
import dev.handwright.worker.DesktopWorkplaces;
import dev.handwright.worker.Journals;
import dev.handwright.worker.Worker;
import dev.handwright.worker.WorkerSettings;
import dev.handwright.workflows.PublishLimits;
import dev.handwright.workflows.Workflows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Workflows and runs, wired: from the stores up to the routes. */
final class RunWiring implements AutoCloseable {
    /** Well below http.idle_timeout and what proxies allow. */
    private static final Duration LOG_HEARTBEAT = Duration.ofSeconds(15);

    /** All runs that wait are counted so seldom. */
    private static final int BEATS_A_COUNT = 10;

    private final Foundation base;
    private final Function<Desktop.Id, String> liveView;
    private final Toolboxes toolboxes;
    private final Agents agents;
    private final Workflows workflows;
    private final Runs runs;
    private final RunQueue queue;
    private final RunLogs logs;
    private final DesktopWorkplaces workplaces;
    private final Worker worker;
    private Thread counting = Thread.ofVirtual().unstarted(() -> {});
    private int beats;
    private final Retentions retentions;
    private final Housekeeping housekeeping;

    /**
     * @param webhooks told after each commit that wrote a webhook event
     */
    RunWiring(
            Foundation base,
            SandboxHost sandboxes,
            DesktopWiring desktops,
            Recorder recorder,
            CallbackRules callbacks,
            Runnable webhooks) {
        this.base = base;
        liveView = desktops.views()::liveView;
        toolboxes = desktops.toolboxes();
        agents = AgentWiring.agents(base);
        workflows =
                new Workflows(
                        new SqlWorkflowStore(base.database()),
                        sandboxes,
                        publishLimits(base.config()),
                        base.clock(),
                        base.ids());
        var store = new SqlRunStore(base.database());
        var settings = settings(base.config());
        queue =
                new RunQueue(
                        store,
                        settings,
                        base.nodes(),
                        base.clock(),
                        base.ids(),
                        webhooks,
                        base.metrics());
        var secrets = new RunSecrets(store, base.sealing());
        runs =
                new Runs(
                        store,
                        workflows,
                        queue,
                        callbacks,
                        secrets,
                        base.keys().derive("idempotent bodies"),
                        settings,
                        base.clock(),
                        base.ids(),
                        base.metrics());
        logs =
                new RunLogs(
                        base.folders().logs(),
                        base.config().runs().logSize(),
                        base.artifacts(),
                        base.clock());
        workplaces =
                new DesktopWorkplaces(
                        desktops.pool(), recorder, this::calls, base.folders().films());
        worker =
                new Worker(
                        queue,
                        logs,
                        secrets,
                        workflows,
                        workplaces,
                        sandboxes,
                        journals(base),
                        base.artifacts(),
                        base.folders().temporary(),
                        workerSettings(base.config()),
                        base.config().artifacts().urlLifetime(),
                        base.clock());
        retentions =
                new Retentions(
                        new SqlRetentionStore(base.database()), base.artifacts(), base.clock());
        housekeeping = new Housekeeping(store, retentions, base.clock());
        base.metrics().gauge("handwright_runs_running", "Runs being executed", worker::running);
    }

    /** In which runs of this node go on. */
    static Set<SandboxId> sandboxes(Foundation base) {
        return journals(base).sandboxes(base.nodes().id().value());
    }

    private static Journals journals(Foundation base) {
        return new Journals(
                new SqlJournalStore(base.database()),
                base.sealing(),
                base.keys().derive("journals of runs"));
    }

    /** Begins to execute runs; once the server listens, as events carry its address. */
    void start() {
        workplaces.keepFilmsOf(queue.held());
        worker.start();
    }

    /**
     * With each beat of this node: sees which runs are still its own, and has those looked for that
     * others have accepted or left. The beat does not wait until all runs that wait are counted.
     */
    void review() {
        queue.fences().review();
        queue.wake();
        if (beats++ % BEATS_A_COUNT == 0 && !counting.isAlive()) {
            counting = Thread.ofVirtual().name("queue-length").start(queue::count);
        }
    }

    /** Runs that this node executes. */
    int running() {
        return worker.running();
    }

    /** Waits for runs under way; see {@link Worker#close}. */
    @Override
    public void close() {
        worker.close();
    }

    Runs runs() {
        return runs;
    }

    Housekeeping housekeeping() {
        return housekeeping;
    }

    private SandboxCalls calls(Run run, Session session, Map<String, Secret> secrets, RunLog log) {
        var toolbox = toolboxes.of(session);
        queue.fences().of(run.id()).ifPresent(it -> toolboxes.control(session).guard(gate(it)));
        var desk = new ToolDesk(session, toolbox, ToolDesk.Pace.USUAL);
        return new RunRpc(
                toolbox,
                session.drive(),
                secrets,
                base.config().sandboxes().outputSize(),
                log::line,
                agents.of(
                        run.id().value(),
                        run.workspace(),
                        desk,
                        log::agent,
                        new Redaction(secrets.values())));
    }

    /** What comes too late does not get to the desktop. */
    private static Gate gate(Fence fence) {
        return new Gate() {
            @Override
            public void pass() throws InterruptedException {
                try {
                    fence.pass();
                } catch (Fence.Broken e) {
                    throw new Gate.Shut(String.valueOf(e.getMessage()));
                }
            }

            @Override
            public void act(Runnable act) throws InterruptedException {
                try {
                    fence.act(act);
                } catch (Fence.Broken e) {
                    throw new Gate.Shut(String.valueOf(e.getMessage()));
                }
            }
        };
    }

    List<Route> routes(Webhooks webhooks) {
        var views =
                new RunViews(
                        base.artifacts(),
                        base.config().artifacts().urlLifetime(),
                        run -> workplaces.desktopOf(run).map(liveView),
                        base.clock());
        var routes = new ArrayList<Route>();
        routes.addAll(new WorkflowRoutes(workflows).routes());
        routes.addAll(
                new RunRoutes(runs, views, webhooks, run -> agents.spent(run.value())).routes());
        routes.addAll(
                new RunStepRoutes(
                                runs,
                                agents,
                                base.artifacts(),
                                base.config().artifacts().urlLifetime(),
                                base.clock())
                        .routes());
        routes.addAll(new RetentionRoutes(retentions).routes());
        routes.addAll(new RunLogRoutes(runs, new LogReader(logs, runs, LOG_HEARTBEAT)).routes());
        return routes;
    }

    private static RunSettings settings(Config config) {
        return new RunSettings(
                config.runs().queueLimit(),
                config.runs().perWorkspace(),
                config.runs().perWorkflow(),
                config.artifacts().urlLifetime());
    }

    private static WorkerSettings workerSettings(Config config) {
        return new WorkerSettings(
                config.nodes().has(Role.WORKER) ? config.runs().concurrency() : 0,
                config.runs().timeout(),
                config.http().drainTimeout(),
                sandbox(config));
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
