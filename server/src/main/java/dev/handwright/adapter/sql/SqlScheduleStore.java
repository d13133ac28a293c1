package dev.handwright.adapter.sql;

import dev.handwright.runs.Run;
import dev.handwright.schedules.Cron;
import dev.handwright.schedules.Missed;
import dev.handwright.schedules.Schedule;
import dev.handwright.schedules.Schedule.Firing;
import dev.handwright.schedules.Schedule.Plan;
import dev.handwright.schedules.ScheduleStore;
import dev.handwright.workflows.Workflow;
import dev.handwright.workspaces.Workspace;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** Schedules in the database, each with the row by which {@link Jobs} fires it. */
public final class SqlScheduleStore implements ScheduleStore {
    /** The name of their jobs; the instance is the schedule's id. */
    public static final String JOB = "schedule";

    /** Idempotency keys of ticks that are not yet dealt with; as {@code Ticks} makes them. */
    static final String KEYS_IN_USE =
            " (select 'schedule:' || s.id || ':' || s.next_at from schedule s"
                    + " where s.next_at is not null)";

    private static final String ADD =
            """
            insert into schedule (id, workspace_id, workflow_id, name, cron, time_zone, params,
                webhook_url, missed, paused, created_at, updated_at, next_at)
            select :id, :workspace, :workflow, :name, :cron, :zone, :params,
                :webhook, :missed, :paused, :created, :updated, :next
            where (select count(*) from schedule where workspace_id = :workspace) < :limit
            """;

    private static final String CHANGE =
            """
            update schedule set workflow_id = :workflow, name = :name, cron = :cron,
                time_zone = :zone, params = :params, webhook_url = :webhook, missed = :missed,
                paused = :paused, updated_at = :updated, problem = null
            """;

    private static final String ITS_OWN = " where id = :id and workspace_id = :workspace";

    private static final String AS_READ = " and updated_at = :seen";

    private static final String ADVANCE =
            """
            update schedule set paused = :paused, updated_at = :updated, next_at = :next,
                last_at = :last_at, last_run = :last_run, problem = :problem
            where id = :id and next_at = :tick
            """;

    private final Database database;

    public SqlScheduleStore(Database database) {
        this.database = database;
    }

    @Override
    public boolean add(Schedule schedule, int limit) {
        return database.write(handle -> {
            boolean added =
                    bind(handle.createUpdate(ADD), schedule)
                                    .bind("created", schedule.createdAt().toEpochMilli())
                                    .bind("next", millis(schedule.next()))
                                    .bind("limit", limit)
                                    .execute()
                            == 1;
            if (added) {
                addJob(handle, schedule);
            }
            return added;
        });
    }

    @Override
    public Optional<Schedule> find(Workspace.Id workspace, Schedule.Id id) {
        return find(id).filter(it -> it.workspace().equals(workspace));
    }

    @Override
    public Optional<Schedule> find(Schedule.Id id) {
        return database.read(handle ->
                handle.createQuery("select * from schedule where id = :id")
                        .bind("id", id.value())
                        .map((row, _) -> schedule(row))
                        .findOne());
    }

    @Override
    public List<Schedule> list(Workspace.Id workspace) {
        return database.read(handle ->
                handle.createQuery(
                                "select * from schedule where workspace_id = :workspace"
                                        + " order by created_at, id")
                        .bind("workspace", workspace.value())
                        .map((row, _) -> schedule(row))
                        .list());
    }

    @Override
    public boolean change(Schedule before, Schedule after, boolean moved) {
        return database.write(handle -> {
            var set = moved ? CHANGE + ", next_at = :next" : CHANGE;
            var update =
                    bind(handle.createUpdate(set + ITS_OWN + AS_READ), after)
                            .bind("seen", before.updatedAt().toEpochMilli());
            if (moved) {
                update.bind("next", millis(after.next()));
            }
            boolean changed = update.execute() == 1;
            if (changed && moved) {
                deleteJob(handle, after.id());
                addJob(handle, after);
            }
            return changed;
        });
    }

    @Override
    public boolean delete(Workspace.Id workspace, Schedule.Id id) {
        return database.write(handle -> {
            boolean deleted =
                    handle.createUpdate("delete from schedule" + ITS_OWN)
                                    .bind("id", id.value())
                                    .bind("workspace", workspace.value())
                                    .execute()
                            == 1;
            if (deleted) {
                deleteJob(handle, id);
            }
            return deleted;
        });
    }

    @Override
    public boolean advance(Schedule before, Schedule after) {
        return database.write(handle ->
                handle.createUpdate(ADVANCE + AS_READ)
                                .bind("id", before.id().value())
                                .bind("tick", millis(before.next()))
                                .bind("seen", before.updatedAt().toEpochMilli())
                                .bind("paused", after.plan().paused())
                                .bind("updated", after.updatedAt().toEpochMilli())
                                .bind("next", millis(after.next()))
                                .bind("last_at", millis(after.last().map(Firing::tick)))
                                .bind("last_run", text(after.last().map(it -> it.run().toString())))
                                .bind("problem", text(after.problem()))
                                .execute()
                        == 1);
    }

    private static <S extends SqlStatement<S>> S bind(S statement, Schedule schedule) {
        var plan = schedule.plan();
        return statement
                .bind("id", schedule.id().value())
                .bind("workspace", schedule.workspace().value())
                .bind("workflow", plan.workflow().toString())
                .bind("name", text(plan.name()))
                .bind("cron", plan.cron().text())
                .bind("zone", plan.cron().zone().getId())
                .bind("params", plan.paramsJson())
                .bind("webhook", text(plan.webhook()))
                .bind("missed", plan.missed().word())
                .bind("paused", plan.paused())
                .bind("updated", schedule.updatedAt().toEpochMilli());
    }

    private static void addJob(Handle handle, Schedule schedule) {
        schedule.next()
                .ifPresent(next ->
                        handle.createUpdate(
                                        "insert into job (task_name, task_instance,"
                                                + " execution_time, picked, version)"
                                                + " values (:job, :id, :next, false, 1)")
                                .bind("job", JOB)
                                .bind("id", schedule.id().value())
                                .bind("next", next.toEpochMilli())
                                .execute());
    }

    private static void deleteJob(Handle handle, Schedule.Id id) {
        handle.createUpdate("delete from job where task_name = :job and task_instance = :id")
                .bind("job", JOB)
                .bind("id", id.value())
                .execute();
    }

    private static Schedule schedule(ResultSet row) throws SQLException {
        var run = row.getString("last_run");
        return new Schedule(
                new Schedule.Id(row.getString("id")),
                new Workspace.Id(row.getString("workspace_id")),
                new Plan(
                        Optional.ofNullable(row.getString("name")),
                        new Workflow.Id(UUID.fromString(row.getString("workflow_id"))),
                        row.getString("params"),
                        Optional.ofNullable(row.getString("webhook_url")),
                        Cron.parse(row.getString("cron"), row.getString("time_zone")),
                        Missed.of(row.getString("missed")).orElseThrow(),
                        row.getBoolean("paused")),
                Instant.ofEpochMilli(row.getLong("created_at")),
                Instant.ofEpochMilli(row.getLong("updated_at")),
                instant(row, "next_at"),
                instant(row, "last_at")
                        .map(tick -> new Firing(tick, new Run.Id(UUID.fromString(run)))),
                Optional.ofNullable(row.getString("problem")));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    private static @Nullable Long millis(Optional<Instant> time) {
        return time.map(Instant::toEpochMilli).orElse(null);
    }

    private static @Nullable String text(Optional<String> text) {
        return text.orElse(null);
    }
}
