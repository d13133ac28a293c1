package dev.handwright.adapter.sql;

import dev.handwright.runs.Run;
import dev.handwright.webhooks.WebhookStore.Logged;
import dev.handwright.workflows.Workflow;
import dev.handwright.workspaces.Workspace;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A database with a workspace, a workflow, and runs whose events a test adds. */
public final class WebhookRig implements AutoCloseable {
    public static final Workflow.Id WORKFLOW = new Workflow.Id(new UUID(1, 1));

    public final Database database;
    public final SqlWebhookStore store;
    public final SqlWebhookSecretStore secrets;
    public final Workspace.Id workspace;
    private final Clock clock;
    private long lastRun;

    /**
     * @param database closed with this
     */
    public WebhookRig(Database database, Workspace.Id workspace, Clock clock) {
        this.workspace = workspace;
        this.clock = clock;
        this.database = database;
        store = new SqlWebhookStore(database);
        secrets = new SqlWebhookSecretStore(database);
        database.write(handle -> {
            handle.execute(
                    "insert into workspace (id, name, created_at) values (?, 'one', 0) on conflict do nothing",
                    workspace.value());
            return handle.execute(
                    "insert into workflow (id, workspace_id, name, current_version, created_at,"
                            + " updated_at) values (?, ?, 'one', 1, 0, 0) on conflict do nothing",
                    WORKFLOW.toString(),
                    workspace.value());
        });
    }

    public Run.Id run() {
        var run = new Run.Id(new UUID(2, ++lastRun));
        database.write(handle ->
                handle.execute(
                        "insert into run (id, workspace_id, workflow_id, version, status, params,"
                                + " created_at, updated_at, attempt)"
                                + " values (?, ?, ?, 1, 'completed', '{}', 0, 0, 1)",
                        run.toString(),
                        workspace.value(),
                        WORKFLOW.toString()));
        return run;
    }

    public void processing(Run.Id run, URI url) {
        add(run, 0, "processing", url, "é");
    }

    public void success(Run.Id run, URI url) {
        success(run, url, "é");
    }

    public void success(Run.Id run, URI url, String note) {
        add(run, 1, "success", url, note);
    }

    private void add(Run.Id run, int seq, String status, URI url, String note) {
        var body =
                "{\"workflow_id\":\"%s\",\"message_id\":\"%s\",\"status\":\"%s\",\"note\":\"%s\"}"
                        .formatted(WORKFLOW, run, status, note);
        var event =
                new WebhookOutbox.NewEvent(
                        "msg_%s_%d".formatted(run, seq),
                        run.toString(),
                        workspace.value(),
                        WORKFLOW.toString(),
                        seq,
                        status,
                        url,
                        body);
        database.write(handle -> {
            WebhookOutbox.add(handle, event, clock.instant());
            return 1;
        });
    }

    public List<Logged> log(Run.Id run) {
        return store.ofRun(workspace, run).orElseThrow();
    }

    /** When the next attempt is due, of any event. */
    public Optional<Instant> nextDue() {
        return database.read(handle ->
                handle.createQuery(
                                "select next_attempt_at from webhook_event where state = 'pending'"
                                        + " order by next_attempt_at limit 1")
                        .mapTo(Long.class)
                        .findOne()
                        .map(Instant::ofEpochMilli));
    }

    /** The states of the run's events in order, as in {@code [delivered, pending]}. */
    public List<String> states(Run.Id run) {
        return log(run).stream().map(it -> WebhookRows.word(it.event().state())).toList();
    }

    @Override
    public void close() {
        database.close();
    }
}
