package dev.handwright.adapter.sql;

import dev.handwright.base.Cursor;
import dev.handwright.base.Page;
import dev.handwright.nodes.Node;
import dev.handwright.runs.Run;
import dev.handwright.runs.RunEvent;
import dev.handwright.runs.RunFilter;
import dev.handwright.runs.RunStore;
import dev.handwright.runs.RunSummary;
import dev.handwright.workspaces.Workspace;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Runs in the database. */
public final class SqlRunStore implements RunStore {
    private final Database database;

    public SqlRunStore(Database database) {
        this.database = database;
    }

    @Override
    public Added add(Run run, Optional<Mark> mark, Optional<String> secrets) {
        return database.write(handle -> {
            if (mark.isPresent() && !addMark(handle, run, mark.get(), mark.get().notBefore())) {
                var taken =
                        marked(handle, run.workspace(), mark.get().key(), mark.get().notBefore());
                if (taken.isPresent()) {
                    return new Added.KeyTaken(taken.get());
                }
                addMark(handle, run, mark.get(), run.createdAt()); // its run was removed
            }
            insert(handle, run);
            secrets.ifPresent(it -> RunSecretRows.add(handle, run.id(), it));
            return new Added.Stored();
        });
    }

    @Override
    public Optional<Secrets> secrets(Run.Id run) {
        return database.read(handle -> RunSecretRows.find(handle, run));
    }

    @Override
    public Optional<Marked> marked(Workspace.Id workspace, String key, Instant notBefore) {
        return database.read(handle -> marked(handle, workspace, key, notBefore));
    }

    @Override
    public Optional<Run> find(Workspace.Id workspace, Run.Id id) {
        return database.read(handle -> find(handle, workspace, id));
    }

    @Override
    public Page<RunSummary> list(Workspace.Id workspace, RunFilter filter) {
        var where = new StringBuilder(" from run where workspace_id = :workspace");
        var values = new LinkedHashMap<String, @Nullable Object>();
        values.put("workspace", workspace.value());
        filter.workflow()
                .ifPresent(it -> {
                    where.append(" and workflow_id = :workflow");
                    values.put("workflow", it.toString());
                });
        filter.status()
                .ifPresent(it -> {
                    where.append(" and status = :status");
                    values.put("status", it);
                });
        var counted = where.toString();
        filter.after()
                .ifPresent(it -> {
                    where.append(" and (created_at, id) < (:at, :after)");
                    values.put("at", it.at().toEpochMilli());
                    values.put("after", it.id());
                });
        return database.read(handle -> {
            var found =
                    handle.createQuery(
                                    "select id, workflow_id, version, status, created_at,"
                                            + " updated_at, started_at, finished_at, error,"
                                            + " error_type, retry_of"
                                            + where
                                            + " order by created_at desc, id desc limit :limit")
                            .bindMap(values)
                            .bind("limit", filter.limit() + 1)
                            .map((row, _) -> RunRows.summary(row))
                            .list();
            long total =
                    handle.createQuery("select count(*)" + counted)
                            .bindMap(values)
                            .mapTo(long.class)
                            .one();
            return Pages.of(
                    found,
                    filter.limit(),
                    total,
                    it -> new Cursor(it.createdAt(), it.id().toString()));
        });
    }

    @Override
    public Optional<Run> take(
            String worker,
            Limits limits,
            Instant at,
            Function<Run, Optional<RunEvent>> processing) {
        return database.write(handle -> {
            var taken = new RunTaking(database, handle, limits).take(worker, at);
            taken.ifPresent(run -> addEvent(handle, run, processing.apply(run)));
            return taken;
        });
    }

    @Override
    public Optional<Cancelling> cancel(
            Workspace.Id workspace,
            Run.Id id,
            Instant at,
            Function<Run, Optional<RunEvent>> ended) {
        return database.write(handle -> {
            int cancelled =
                    handle.createUpdate(
                                    "update run set status = 'cancelled', finished_at = :at,"
                                            + " updated_at = :at, error = :error,"
                                            + " error_type = 'cancelled' where id = :id"
                                            + " and workspace_id = :workspace"
                                            + " and status = 'queued'")
                            .bind("at", at.toEpochMilli())
                            .bind("error", Run.State.Cancelled.ERROR)
                            .bind("id", id.toString())
                            .bind("workspace", workspace.value())
                            .execute();
            if (cancelled == 0) {
                handle.createUpdate(
                                "update run set cancel_at = :at, updated_at = :at where id = :id"
                                        + " and workspace_id = :workspace"
                                        + " and status = 'running' and cancel_at is null")
                        .bind("at", at.toEpochMilli())
                        .bind("id", id.toString())
                        .bind("workspace", workspace.value())
                        .execute();
            }
            var run = find(handle, workspace, id);
            if (cancelled == 1) {
                RunSecretRows.forget(handle, id);
                run.ifPresent(it -> addEvent(handle, it, ended.apply(it)));
            }
            return run.map(it -> new Cancelling(it, cancelled == 1));
        });
    }

    @Override
    public EndResult end(Run run, Optional<RunEvent> event) {
        return database.write(handle -> {
            int ended = updateEnded(handle, run);
            if (ended == 1) {
                RunSecretRows.forget(handle, run.id());
                SqlJournalStore.forget(handle, run.id());
                addEvent(handle, run, event);
                return EndResult.ENDED;
            }
            boolean asked =
                    handle.createQuery(
                                            "select count(*) from run where id = :id"
                                                    + " and attempt = :attempt and status = 'running'")
                                    .bind("id", run.id().toString())
                                    .bind("attempt", run.attempt())
                                    .mapTo(int.class)
                                    .one()
                            == 1;
            return asked ? EndResult.CANCEL_ASKED : EndResult.FENCED;
        });
    }

    @Override
    public List<Run> takeBack(String worker, Instant at) {
        return database.write(handle -> RunOwners.takeBack(handle, worker, at));
    }

    @Override
    public List<Run> takeOver(Node dead, String worker, int most, Instant at) {
        return database.write(handle -> RunOwners.takeOver(handle, dead, worker, most, at));
    }

    @Override
    public List<Run> takeUnknown(String worker, Set<Run.Id> known, Instant at) {
        return database.write(handle -> RunOwners.takeUnknown(handle, worker, known, at));
    }

    @Override
    public Map<Run.Id, Held> held(String worker) {
        return database.read(handle -> RunOwners.held(handle, worker));
    }

    @Override
    public int queued() {
        return database.read(handle ->
                handle.createQuery("select count(*) from run where status = 'queued'")
                        .mapTo(int.class)
                        .one());
    }

    @Override
    public Optional<Instant> oldestQueued() {
        return database.read(handle ->
                handle.createQuery(RunTaking.OLDEST)
                        .map((row, _) -> Optional.ofNullable(row.getString(1)))
                        .one()
                        .map(it -> Instant.ofEpochMilli(Long.parseLong(it))));
    }

    @Override
    public int forgetMarks(Instant time, int limit) {
        return database.write(handle ->
                handle.createUpdate(
                                "delete from idempotency where (workspace_id, key) in ("
                                        + "select workspace_id, key from idempotency"
                                        + " where created_at < :time and key not in"
                                        + SqlScheduleStore.KEYS_IN_USE
                                        + " order by created_at"
                                        + " limit :limit)")
                        .bind("time", time.toEpochMilli())
                        .bind("limit", limit)
                        .execute());
    }

    private static void insert(Handle handle, Run run) {
        handle.createUpdate(
                        "insert into run (id, workspace_id, workflow_id, version, status, params,"
                                + " webhook_url, created_at, updated_at, attempt, retry_of,"
                                + " queue_rank)"
                                + " values (:id, :workspace, :workflow, :version, 'queued',"
                                + " :params, :webhook, :at, :at, 0, :retry_of, :rank)")
                .bind("id", run.id().toString())
                .bind("workspace", run.workspace().value())
                .bind("workflow", run.workflow().toString())
                .bind("version", run.version())
                .bind("params", run.paramsJson())
                .bind("webhook", run.webhook().map(URI::toString).orElse(null))
                .bind("at", run.createdAt().toEpochMilli())
                .bind("rank", -run.priority())
                .bind("retry_of", run.retryOf().map(Run.Id::toString).orElse(null))
                .execute();
    }

    /**
     * Waits where another node is about to make the same mark.
     *
     * @param replaced a mark made until then counts no more
     * @return false where there is a later one
     */
    private static boolean addMark(Handle handle, Run run, Mark mark, Instant replaced) {
        return handle.createUpdate(
                                "insert into idempotency (workspace_id, key, body_hmac, run_id,"
                                        + " created_at) values (:workspace, :key, :hmac, :run, :at)"
                                        + " on conflict (workspace_id, key) do update set"
                                        + " body_hmac = excluded.body_hmac, run_id = excluded.run_id,"
                                        + " created_at = excluded.created_at"
                                        + " where idempotency.created_at <= :replaced")
                        .bind("replaced", replaced.toEpochMilli())
                        .bind("workspace", run.workspace().value())
                        .bind("key", mark.key())
                        .bind("hmac", mark.bodyHmac())
                        .bind("run", run.id().toString())
                        .bind("at", run.createdAt().toEpochMilli())
                        .execute()
                == 1;
    }

    private static Optional<Marked> marked(
            Handle handle, Workspace.Id workspace, String key, Instant notBefore) {
        return handle.createQuery(
                        "select i.run_id, i.body_hmac, r.workflow_id from idempotency i"
                                + " join run r on r.id = i.run_id"
                                + " where i.workspace_id = :workspace and i.key = :key"
                                + " and i.created_at > :not_before")
                .bind("workspace", workspace.value())
                .bind("key", key)
                .bind("not_before", notBefore.toEpochMilli())
                .map((row, _) ->
                        new Marked(
                                RunRows.runId(row.getString("run_id")),
                                RunRows.workflowId(row.getString("workflow_id")),
                                row.getString("body_hmac")))
                .findOne();
    }

    private static Optional<Run> find(Handle handle, Workspace.Id workspace, Run.Id id) {
        return handle.createQuery("select * from run where id = :id and workspace_id = :workspace")
                .bind("id", id.toString())
                .bind("workspace", workspace.value())
                .map((row, _) -> RunRows.run(row))
                .findOne();
    }

    /** Only this attempt's, and once somebody has asked to cancel it only as cancelled. */
    private static int updateEnded(Handle handle, Run run) {
        var ending = Ending.of(run.state());
        return handle.createUpdate(
                        "update run set status = :status, finished_at = :at, updated_at = :at,"
                                + " result = :result, error = :error, error_type = :type"
                                + " where id = :id and attempt = :attempt and status = 'running'"
                                + " and (cancel_at is null or :status = 'cancelled')")
                .bind("status", run.state().word())
                .bind("at", run.updatedAt().toEpochMilli())
                .bind("result", ending.result)
                .bind("error", ending.error)
                .bind("type", ending.errorType)
                .bind("id", run.id().toString())
                .bind("attempt", run.attempt())
                .execute();
    }

    private static void addEvent(Handle handle, Run run, Optional<RunEvent> event) {
        event.ifPresent(it ->
                WebhookOutbox.add(
                        handle,
                        new WebhookOutbox.NewEvent(
                                it.id(),
                                run.id().toString(),
                                run.workspace().value(),
                                run.workflow().toString(),
                                it.order(),
                                it.status(),
                                it.url(),
                                it.body()),
                        it.at()));
    }

    /** The columns that tell how a run ended. */
    private record Ending(
            @Nullable String result, @Nullable String error, @Nullable String errorType) {
        static Ending of(Run.State state) {
            return switch (state) {
                case Run.State.Completed it -> new Ending(it.resultJson(), null, null);
                case Run.State.Failed it -> new Ending(null, it.error(), it.errorType());
                case Run.State.TimedOut it -> new Ending(null, it.error(), "timeout");
                case Run.State.Cancelled _ ->
                        new Ending(null, Run.State.Cancelled.ERROR, "cancelled");
                case Run.State.Queued _, Run.State.Running _ ->
                        throw new IllegalArgumentException("this is no end");
            };
        }
    }
}
