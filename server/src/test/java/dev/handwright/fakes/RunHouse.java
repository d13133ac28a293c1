package dev.handwright.fakes;

import dev.handwright.adapter.sql.Database;
import dev.handwright.adapter.sql.SqlArtifactStore;
import dev.handwright.adapter.sql.SqlJournalStore;
import dev.handwright.adapter.sql.SqlRunStore;
import dev.handwright.adapter.sql.SqlWorkflowStore;
import dev.handwright.adapter.sql.SqlWorkspaceStore;
import dev.handwright.artifacts.Artifacts;
import dev.handwright.artifacts.UrlSigner;
import dev.handwright.base.ByteSize;
import dev.handwright.base.Ids;
import dev.handwright.base.Metrics;
import dev.handwright.nodes.Nodes;
import dev.handwright.runs.CallbackRules;
import dev.handwright.runs.LogReader;
import dev.handwright.runs.Run;
import dev.handwright.runs.RunLogs;
import dev.handwright.runs.RunQueue;
import dev.handwright.runs.RunSecrets;
import dev.handwright.runs.RunSettings;
import dev.handwright.runs.RunStore;
import dev.handwright.runs.Runs;
import dev.handwright.runs.StartRequest;
import dev.handwright.runs.StartResult;
import dev.handwright.sandboxes.SandboxEnd;
import dev.handwright.sandboxes.SandboxEnd.CheckedCode;
import dev.handwright.sandboxes.SandboxLimits;
import dev.handwright.secrets.KeyRing;
import dev.handwright.secrets.Sealing;
import dev.handwright.worker.JournalStore;
import dev.handwright.worker.Journals;
import dev.handwright.worker.Worker;
import dev.handwright.worker.WorkerSettings;
import dev.handwright.workflows.NewFile;
import dev.handwright.workflows.PublishLimits;
import dev.handwright.workflows.PublishResult;
import dev.handwright.workflows.Workflow;
import dev.handwright.workflows.WorkflowStore;
import dev.handwright.workflows.Workflows;
import dev.handwright.workspaces.Workspace;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Workflows and runs over a real database and fake sandboxes, with a workspace and a clock. */
public final class RunHouse implements AutoCloseable {
    public static final String SCHEMA =
            "{\"type\":\"object\",\"required\":[\"NAME\"],\"properties\":"
                    + "{\"NAME\":{\"type\":\"string\"},\"AGE\":{\"type\":\"integer\"}}}";

    public static final ByteSize LOG_LIMIT = new ByteSize(4000);

    public static final SandboxLimits LIMITS =
            new SandboxLimits(ByteSize.mebibytes(512), 64, ByteSize.mebibytes(100), 1000);

    public final FakeClock clock = new FakeClock();
    public final Ids ids = new CountingIds();
    public final Workspace.Id workspace = new Workspace.Id("ws_1");
    public final Workspace.Id stranger = new Workspace.Id("ws_2");
    public final AtomicInteger webhookWakes = new AtomicInteger();
    public final Database database;
    public final RunStore store;
    private final AtomicInteger starts = new AtomicInteger();
    public final AtomicLong nanos = new AtomicLong();
    public final Nodes nodes;
    public final WorkflowStore workflowStore;
    public final FakeSandboxes sandboxes;
    public final Workflows workflows;
    public final RunQueue queue;
    public final RunSecrets secrets;
    public final Runs runs;
    public final MemoryBlobStore blobs = new MemoryBlobStore();
    public final Artifacts artifacts;
    public final RunLogs logs;
    public final LogReader reader;
    public final FakeWorkplaces workplaces = new FakeWorkplaces();
    public final JournalStore journals;

    /** The database that the worker sees. */
    public final Away away = new Away();

    public final Sealing sealing;
    private final Path folder;

    public RunHouse(Path folder) {
        this(folder, new RunSettings(3, 0, 1, Duration.ofDays(7)), (_, _) -> checked());
    }

    public RunHouse(Path folder, RunSettings settings, FakeSandboxes.Code code) {
        this.folder = folder;
        database = TestDatabase.open(folder);
        var workspaces = new SqlWorkspaceStore(database);
        workspaces.addWorkspace(new Workspace(workspace, "one", clock.instant()));
        workspaces.addWorkspace(new Workspace(stranger, "two", clock.instant()));
        workflowStore = away.over(WorkflowStore.class, new SqlWorkflowStore(database));
        sandboxes = new FakeSandboxes(code);
        var limits = new PublishLimits(10, new ByteSize(900_000), Duration.ofSeconds(5), LIMITS);
        workflows = new Workflows(workflowStore, sandboxes, limits, clock, ids);
        store = away.over(RunStore.class, new SqlRunStore(database));
        nodes = nodes('1');
        queue =
                new RunQueue(
                        store,
                        settings,
                        nodes,
                        clock,
                        ids,
                        webhookWakes::incrementAndGet,
                        Metrics.none());
        var callbacks =
                new CallbackRules(
                        false,
                        host ->
                                host.equals("127.0.0.1")
                                        ? Optional.of("is not public")
                                        : Optional.empty());
        artifacts =
                new Artifacts(
                        new SqlArtifactStore(database),
                        blobs,
                        new UrlSigner(new byte[32], clock),
                        () -> URI.create("https://hand.test"),
                        clock);
        logs = new RunLogs(folder.resolve("logs"), LOG_LIMIT, artifacts, clock);
        var keys = new KeyRing(List.of(new KeyRing.Key("test", new byte[32])));
        sealing = new Sealing(keys, ids);
        secrets = new RunSecrets(store, sealing);
        journals = away.over(JournalStore.class, new SqlJournalStore(database));
        runs =
                new Runs(
                        store,
                        workflows,
                        queue,
                        callbacks,
                        secrets,
                        new byte[32],
                        settings,
                        clock,
                        ids,
                        Metrics.none());
        reader = new LogReader(logs, runs, Duration.ofMillis(50));
    }

    public Nodes nodes(char number) {
        return TestNodes.one(database, number, "start " + starts.incrementAndGet(), nanos::get);
    }

    public Path folder() {
        return folder;
    }

    /** Not started yet. */
    public Worker worker(int concurrency, Duration timeout, Duration drain) {
        return new Worker(
                queue,
                logs,
                secrets,
                workflows,
                workplaces,
                sandboxes,
                new Journals(journals, sealing, new byte[32]),
                artifacts,
                folder.resolve("tmp"),
                new WorkerSettings(concurrency, timeout, drain, LIMITS),
                Duration.ofDays(7),
                clock);
    }

    public Run.Id start(Workflow workflow) {
        var request =
                new StartRequest(
                        workflow.id().toString(),
                        Map.of("NAME", "x"),
                        Optional.of("https://example.com/hook"),
                        Optional.empty(),
                        false,
                        Optional.empty());
        return switch (runs.start(workspace, request)) {
            case StartResult.Accepted accepted -> accepted.id();
            case StartResult other -> throw new AssertionError(other);
        };
    }

    public Run get(Run.Id id) {
        return runs.get(workspace, id).orElseThrow();
    }

    /** Every check finds code with these schemas. */
    public static SandboxEnd checked() {
        return checked(0);
    }

    public static SandboxEnd checked(int retries) {
        return new SandboxEnd.Checked(
                new CheckedCode(
                        SCHEMA, "{\"type\":\"object\"}", null, List.of(), retries, List.of()));
    }

    public Workflow publish(String name) {
        return publish(workspace, name);
    }

    public Workflow publish(Workspace.Id owner, String name) {
        var files = List.of(new NewFile("workflow.py", "def run(params): ..."));
        return switch (workflows.publish(owner, name, files)) {
            case PublishResult.Done(var published) -> published.workflow();
            case PublishResult.Refused _,
                    PublishResult.NoSuchWorkflow _,
                    PublishResult.NoSandbox _ ->
                    throw new AssertionError("not published");
        };
    }

    /** All events in order of their making: status and body. */
    public List<Event> events() {
        return database.read(handle ->
                handle.createQuery("select seq, status, url, body from webhook_event order by id")
                        .map((row, _) ->
                                new Event(
                                        row.getInt("seq"),
                                        row.getString("status"),
                                        row.getString("url"),
                                        row.getString("body")))
                        .list());
    }

    public record Event(int seq, String status, String url, String body) {}

    @Override
    public void close() {
        nodes.close();
        database.close();
    }
}
