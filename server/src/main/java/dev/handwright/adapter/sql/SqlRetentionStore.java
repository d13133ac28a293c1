package dev.handwright.adapter.sql;

import dev.handwright.retention.Kept;
import dev.handwright.retention.RetentionStore;
import dev.handwright.workspaces.Workspace;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** Rules of retention in the database. */
public final class SqlRetentionStore implements RetentionStore {
    private static final String OLD_RUNS =
            """
            select r.id from run r
            where r.workspace_id = :workspace and r.created_at < :before
                and r.finished_at < :before and not exists (select 1 from webhook_event e
                    where e.run_id = r.id and e.state = 'pending')
            order by r.created_at, r.id limit :limit
            """;

    private static final String OLD_FILES =
            """
            select id from (
                select r.id, r.finished_at as at from run r
                where r.workspace_id = :workspace and r.finished_at < :before
                union all
                select f.id, f.ended_at as at from film f
                where f.workspace_id = :workspace and f.ended_at < :before) ended
            where exists (select 1 from artifact a where a.run_id = ended.id %s)
            order by at, id limit :limit
            """;

    /** From the leaves to the root. */
    private static final List<String> ROWS_OF_A_RUN =
            List.of(
                    "delete from webhook_attempt where event_id in"
                            + " (select id from webhook_event where run_id = :run)",
                    "delete from webhook_event where run_id = :run",
                    "delete from step where run_id = :run",
                    "delete from run_secret where run_id = :run",
                    "delete from idempotency where run_id = :run",
                    "delete from artifact where run_id = :run",
                    "delete from run where id = :run");

    private final Database database;

    public SqlRetentionStore(Database database) {
        this.database = database;
    }

    @Override
    public Map<Kept, Integer> days(Workspace.Id workspace) {
        var days = new EnumMap<Kept, Integer>(Kept.class);
        database.<List<Rule>>read(handle ->
                        handle.createQuery(
                                        "select * from retention where workspace_id = :workspace")
                                .bind("workspace", workspace.value())
                                .map((row, _) -> rule(row))
                                .list())
                .forEach(it -> days.put(it.kept(), it.days()));
        return days;
    }

    @Override
    public void set(Workspace.Id workspace, Map<Kept, Integer> days) {
        database.write(handle -> {
            handle.createUpdate("delete from retention where workspace_id = :workspace")
                    .bind("workspace", workspace.value())
                    .execute();
            days.forEach((kept, number) ->
                    handle.createUpdate(
                                    "insert into retention (workspace_id, kept, days)"
                                            + " values (:workspace, :kept, :days)")
                            .bind("workspace", workspace.value())
                            .bind("kept", kept.word())
                            .bind("days", number)
                            .execute());
            return days.size();
        });
    }

    @Override
    public List<Rule> rules() {
        return database.read(handle ->
                handle.createQuery("select * from retention order by workspace_id, kept")
                        .map((row, _) -> rule(row))
                        .list());
    }

    @Override
    public List<UUID> old(Workspace.Id workspace, Kept kept, Instant before, int limit) {
        var select =
                switch (kept) {
                    case RUNS -> OLD_RUNS;
                    case FILES -> OLD_FILES.formatted("");
                    case RECORDINGS -> OLD_FILES.formatted("and a.kind = 'recording'");
                };
        return database.read(handle ->
                handle.createQuery(select)
                        .bind("workspace", workspace.value())
                        .bind("before", before.toEpochMilli())
                        .bind("limit", limit)
                        .map((row, _) -> UUID.fromString(row.getString("id")))
                        .list());
    }

    @Override
    public void forgetRun(UUID run) {
        database.write(handle -> {
            int rows = 0;
            for (var delete : ROWS_OF_A_RUN) {
                rows += handle.createUpdate(delete).bind("run", run.toString()).execute();
            }
            return rows;
        });
    }

    @Override
    public void forgetFilm(UUID film) {
        database.write(handle ->
                handle.createUpdate("delete from film where id = :film")
                        .bind("film", film.toString())
                        .execute());
    }

    private static Rule rule(ResultSet row) throws SQLException {
        return new Rule(
                new Workspace.Id(row.getString("workspace_id")),
                Kept.valueOf(row.getString("kept").toUpperCase(Locale.ROOT)),
                row.getInt("days"));
    }
}
