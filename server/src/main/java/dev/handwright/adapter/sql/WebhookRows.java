package dev.handwright.adapter.sql;

import dev.handwright.runs.Run;
import dev.handwright.webhooks.Attempt;
import dev.handwright.webhooks.Turn;
import dev.handwright.webhooks.WebhookEvent;
import dev.handwright.webhooks.WebhookEvent.State;
import dev.handwright.webhooks.WebhookEvent.Status;
import dev.handwright.workflows.Workflow;
import dev.handwright.workspaces.Workspace;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Rows of {@code webhook_event} and {@code webhook_attempt} as what they mean. */
final class WebhookRows {
    private WebhookRows() {}

    static WebhookEvent event(ResultSet row) throws SQLException {
        return new WebhookEvent(
                new WebhookEvent.Id(row.getString("id")),
                new Run.Id(UUID.fromString(row.getString("run_id"))),
                new Workspace.Id(row.getString("workspace_id")),
                new Workflow.Id(UUID.fromString(row.getString("workflow_id"))),
                Status.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                URI.create(row.getString("url")),
                row.getString("origin"),
                row.getString("body"),
                state(row.getString("state")),
                row.getInt("attempts"),
                row.getInt("retries"),
                at(row, "next_attempt_at"),
                row.getLong("claimed_until") > 0,
                at(row, "since"),
                at(row, "created_at"));
    }

    /** The columns {@code other_state}, {@code other_claimed}, {@code other_since} of a join. */
    static Optional<Turn.Other> other(ResultSet row) throws SQLException {
        var state = row.getString("other_state");
        return state == null
                ? Optional.empty()
                : Optional.of(
                        new Turn.Other(
                                state(state),
                                row.getLong("other_claimed") > 0,
                                at(row, "other_since")));
    }

    static Attempt attempt(ResultSet row) throws SQLException {
        int status = row.getInt("http_status");
        boolean answered = !row.wasNull();
        return new Attempt(
                row.getInt("number"),
                at(row, "at"),
                answered ? Optional.of(status) : Optional.empty(),
                Duration.ofMillis(row.getLong("duration_ms")),
                Optional.ofNullable(row.getString("address")),
                row.getString("outcome"),
                Optional.ofNullable(row.getString("response")));
    }

    static String word(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static State state(String word) {
        return State.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private static Instant at(ResultSet row, String column) throws SQLException {
        return Instant.ofEpochMilli(row.getLong(column));
    }
}
