package dev.handwright.adapter.sql;

import dev.handwright.agent.Spent;
import dev.handwright.agent.Step;
import dev.handwright.agent.StepStore;
import dev.handwright.agent.Usage;
import dev.handwright.base.Json;
import dev.handwright.workspaces.Workspace;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What agents did, in the database. */
public final class SqlStepStore implements StepStore {
    private static final String SUMS =
            "select count(*) as calls, coalesce(sum(input_tokens), 0) as input_tokens,"
                    + " coalesce(sum(output_tokens), 0) as output_tokens,"
                    + " coalesce(sum(cache_read_tokens), 0) as cache_read_tokens,"
                    + " coalesce(sum(cache_write_tokens), 0) as cache_write_tokens,"
                    + " coalesce(sum(cost_micros), 0) as cost_micros from step";

    private final Database database;

    public SqlStepStore(Database database) {
        this.database = database;
    }

    @Override
    public void add(Step step) {
        database.write(handle ->
                handle.createUpdate(
                                "insert into step (run_id, number, workspace_id, at, method, model,"
                                        + " text, actions, input_tokens, output_tokens,"
                                        + " cache_read_tokens, cache_write_tokens, cost_micros,"
                                        + " model_ms, duration_ms, problem) values (:run, :number,"
                                        + " :workspace, :at, :method, :model, :text, :actions,"
                                        + " :input, :output, :cacheRead, :cacheWrite, :micros,"
                                        + " :modelTime, :time, :problem)")
                        .bind("run", step.run().toString())
                        .bind("number", step.number())
                        .bind("workspace", step.workspace().value())
                        .bind("at", step.at().toEpochMilli())
                        .bind("method", step.method())
                        .bind("model", step.model())
                        .bind("text", step.text())
                        .bind("actions", Json.write(step.actions()))
                        .bind("input", step.usage().input())
                        .bind("output", step.usage().output())
                        .bind("cacheRead", step.usage().cacheRead())
                        .bind("cacheWrite", step.usage().cacheWrite())
                        .bind("micros", step.micros())
                        .bind("modelTime", step.modelTime().toMillis())
                        .bind("time", step.time().toMillis())
                        .bind("problem", step.problem().orElse(null))
                        .execute());
    }

    @Override
    public List<Step> of(UUID run, int after, int limit) {
        return database.read(handle ->
                handle.createQuery(
                                "select * from step where run_id = :run and number > :after"
                                        + " order by number limit :limit")
                        .bind("after", after)
                        .bind("limit", limit)
                        .bind("run", run.toString())
                        .map((row, _) -> step(row))
                        .list());
    }

    @Override
    public int count(UUID run) {
        return database.read(handle ->
                handle.createQuery("select count(*) from step where run_id = :run")
                        .bind("run", run.toString())
                        .mapTo(Integer.class)
                        .one());
    }

    @Override
    public Spent spentBy(UUID run) {
        return database.read(handle ->
                handle.createQuery(SUMS + " where run_id = :run")
                        .bind("run", run.toString())
                        .map((row, _) -> spent(row))
                        .one());
    }

    @Override
    public Spent spentBy(Workspace.Id workspace, Instant since) {
        return database.read(handle ->
                handle.createQuery(SUMS + " where workspace_id = :workspace and at >= :since")
                        .bind("workspace", workspace.value())
                        .bind("since", since.toEpochMilli())
                        .map((row, _) -> spent(row))
                        .one());
    }

    private static Spent spent(ResultSet row) throws SQLException {
        return new Spent(row.getInt("calls"), usage(row), row.getLong("cost_micros"));
    }

    private static Usage usage(ResultSet row) throws SQLException {
        return new Usage(
                row.getLong("input_tokens"),
                row.getLong("output_tokens"),
                row.getLong("cache_read_tokens"),
                row.getLong("cache_write_tokens"));
    }

    private static Step step(ResultSet row) throws SQLException {
        return new Step(
                UUID.fromString(row.getString("run_id")),
                row.getInt("number"),
                new Workspace.Id(row.getString("workspace_id")),
                Instant.ofEpochMilli(row.getLong("at")),
                row.getString("method"),
                row.getString("model"),
                row.getString("text"),
                List.of(Json.read(row.getString("actions"), String[].class)),
                usage(row),
                row.getLong("cost_micros"),
                Duration.ofMillis(row.getLong("model_ms")),
                Duration.ofMillis(row.getLong("duration_ms")),
                Optional.ofNullable(row.getString("problem")));
    }
}
