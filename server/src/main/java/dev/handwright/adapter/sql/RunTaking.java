package dev.handwright.adapter.sql;

import dev.handwright.runs.Run;
import dev.handwright.runs.RunStore.Limits;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Takes the queued run whose turn it is; several nodes may do so at once (docs/adr/0021). */
final class RunTaking {
    /**
     * Each workflow with its first queued run: hops through the index of queued runs from one
     * workflow to the next, so the length of the queue does not matter. Workspaces take turns:
     * first who was served least lately. Where PostgreSQL takes the table for a small one, it reads
     * all of the index for a min(), but never for the first of an order that the index has.
     */
    private static final String NEXT =
            """
            with recursive waiting (workflow_id) as (
                select * from (
                    select workflow_id from run where status = 'queued'
                    order by workflow_id limit 1) lowest
                union all
                select (select q.workflow_id from run q
                    where q.status = 'queued' and q.workflow_id > w.workflow_id
                    order by q.workflow_id limit 1)
                from waiting w where w.workflow_id is not null
            ), busy (workspace_id, workflow_id, runs) as (
                select workspace_id, workflow_id, count(*) from run
                where status = 'running' group by workspace_id, workflow_id
            ), open (workspace_id, workflow_id, queue_rank, created_at, of_workspace,
                    of_workflow) as (
                select f.workspace_id, f.id,
                    (select q.queue_rank from run q
                        where q.status = 'queued' and q.workflow_id = f.id
                        order by q.queue_rank, q.created_at, q.id limit 1),
                    (select q.created_at from run q
                        where q.status = 'queued' and q.workflow_id = f.id
                        order by q.queue_rank, q.created_at, q.id limit 1),
                    coalesce((select sum(b.runs) from busy b
                        where b.workspace_id = f.workspace_id), 0),
                    coalesce((select b.runs from busy b where b.workflow_id = f.id), 0)
                from workflow f where f.id in (select w.workflow_id from waiting w)
            )
            select o.workspace_id, o.workflow_id, o.of_workspace, o.of_workflow from open o
            where o.of_workflow < :per_workflow
                and (:per_workspace = 0 or o.of_workspace < :per_workspace)
            order by coalesce((select s.started_at from run s
                    where s.workspace_id = o.workspace_id and s.started_at is not null
                    order by s.started_at desc limit 1), 0),
                o.queue_rank, o.created_at, o.workflow_id
            limit 16
            """;

    private static final String FIRST_OF_WORKFLOW =
            "select id from run where status = 'queued' and workflow_id = :workflow"
                    + " order by queue_rank, created_at, id limit 1";

    private static final String TAKE =
            "update run set status = 'running', worker = :worker, attempt = attempt + 1,"
                    + " started_at = :at, updated_at = :at where id = :id and status = 'queued'"
                    + " returning *";

    /** Hops from one workflow and priority to the next. */
    static final String OLDEST =
            """
            with recursive head (workflow_id, queue_rank, created_at) as (
                select * from (
                    select workflow_id, queue_rank, created_at from run
                    where status = 'queued'
                    order by workflow_id, queue_rank, created_at, id limit 1) lowest
                union all
                select r.workflow_id, r.queue_rank, r.created_at
                from head h join run r on r.id = coalesce(
                    (select q.id from run q
                        where q.status = 'queued' and q.workflow_id = h.workflow_id
                            and q.queue_rank > h.queue_rank
                        order by q.queue_rank, q.created_at, q.id limit 1),
                    (select q.id from run q
                        where q.status = 'queued' and q.workflow_id > h.workflow_id
                        order by q.workflow_id, q.queue_rank, q.created_at, q.id limit 1))
            )
            select min(created_at) from head
            """;

    /**
     * More than there are nodes: each of them may just be taking a run of which we see nothing yet.
     */
    private static final int UNSEEN = 64;

    private final Database database;
    private final Handle handle;
    private final Limits limits;

    RunTaking(Database database, Handle handle, Limits limits) {
        this.database = database;
        this.handle = handle;
        this.limits = limits;
    }

    private record Next(String workspace, String workflow, int ofWorkspace, int ofWorkflow) {}

    Optional<Run> take(String worker, Instant at) {
        for (var next : next()) {
            var run = hasRoom(next) ? take(next.workflow, worker, at) : Optional.<Run>empty();
            if (run.isPresent()) {
                return run;
            }
        }
        return Optional.empty();
    }

    private List<Next> next() {
        return handle.createQuery(NEXT)
                .bind("per_workflow", limits.perWorkflow())
                .bind("per_workspace", limits.perWorkspace())
                .map((row, _) ->
                        new Next(
                                row.getString("workspace_id"),
                                row.getString("workflow_id"),
                                row.getInt("of_workspace"),
                                row.getInt("of_workflow")))
                .list();
    }

    /** Far from a limit nobody waits for anybody; near it nodes count one after the other. */
    private boolean hasRoom(Next next) {
        return hasRoom("workspace", next.workspace, next.ofWorkspace, limits.perWorkspace())
                && hasRoom("workflow", next.workflow, next.ofWorkflow, limits.perWorkflow());
    }

    private boolean hasRoom(String table, String id, int seen, int limit) {
        if (limit == 0 || seen + UNSEEN < limit || !database.isShared()) {
            return true;
        }
        handle.createQuery("select id from %s where id = :id".formatted(table) + database.lock())
                .bind("id", id)
                .mapTo(String.class)
                .one();
        return handle.createQuery(
                                "select count(*) from run where status = 'running' and %s_id = :id"
                                        .formatted(table))
                        .bind("id", id)
                        .mapTo(int.class)
                        .one()
                < limit;
    }

    private Optional<Run> take(String workflow, String worker, Instant at) {
        return handle.createQuery(FIRST_OF_WORKFLOW + database.skipLocked())
                .bind("workflow", workflow)
                .mapTo(String.class)
                .findOne()
                .flatMap(id ->
                        handle.createQuery(TAKE)
                                .bind("worker", worker)
                                .bind("at", at.toEpochMilli())
                                .bind("id", id)
                                .map((row, _) -> RunRows.run(row))
                                .findOne());
    }
}
