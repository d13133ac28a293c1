package dev.handwright.adapter.sql;

import dev.handwright.runs.Run;
import dev.handwright.runs.RunSummary;
import dev.handwright.workflows.Workflow;
import dev.handwright.workspaces.Workspace;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Rows of the table {@code run} as runs. */
final class RunRows {
    private RunRows() {}

    static Run run(ResultSet row) throws SQLException {
        return new Run(
                runId(row.getString("id")),
                new Workspace.Id(row.getString("workspace_id")),
                workflowId(row.getString("workflow_id")),
                row.getInt("version"),
                row.getString("params"),
                Optional.ofNullable(row.getString("webhook_url")).map(URI::create),
                time(row, "created_at"),
                time(row, "updated_at"),
                -row.getInt("queue_rank"),
                row.getInt("attempt"),
                Optional.ofNullable(row.getString("retry_of")).map(RunRows::runId),
                state(row));
    }

    static RunSummary summary(ResultSet row) throws SQLException {
        return new RunSummary(
                runId(row.getString("id")),
                workflowId(row.getString("workflow_id")),
                row.getInt("version"),
                row.getString("status"),
                time(row, "created_at"),
                time(row, "updated_at"),
                maybeTime(row, "started_at"),
                maybeTime(row, "finished_at"),
                Optional.ofNullable(row.getString("error")),
                Optional.ofNullable(row.getString("error_type")),
                Optional.ofNullable(row.getString("retry_of")).map(RunRows::runId));
    }

    static Run.Id runId(String text) {
        return new Run.Id(UUID.fromString(text));
    }

    static Workflow.Id workflowId(String text) {
        return new Workflow.Id(UUID.fromString(text));
    }

    private static Run.State state(ResultSet row) throws SQLException {
        var status = row.getString("status");
        return switch (status) {
            case "queued" -> new Run.State.Queued();
            case "running" ->
                    new Run.State.Running(
                            time(row, "started_at"),
                            row.getString("worker"),
                            maybeTime(row, "cancel_at").isPresent());
            case "completed" ->
                    new Run.State.Completed(
                            time(row, "started_at"),
                            time(row, "finished_at"),
                            row.getString("result"));
            case "failed" ->
                    new Run.State.Failed(
                            maybeTime(row, "started_at"),
                            time(row, "finished_at"),
                            row.getString("error"),
                            row.getString("error_type"));
            case "timeout" ->
                    new Run.State.TimedOut(
                            time(row, "started_at"),
                            time(row, "finished_at"),
                            row.getString("error"));
            case "cancelled" ->
                    new Run.State.Cancelled(maybeTime(row, "started_at"), time(row, "finished_at"));
            default -> throw new IllegalStateException("a run has the status " + status);
        };
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return Instant.ofEpochMilli(row.getLong(column));
    }

    private static Optional<Instant> maybeTime(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }
}
