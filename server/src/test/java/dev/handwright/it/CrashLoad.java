package dev.handwright.it;

import dev.handwright.adapter.sql.Database;
import dev.handwright.adapter.sql.SqlWorkflowStore;
import dev.handwright.adapter.sql.SqlWorkspaceStore;
import dev.handwright.fakes.SeededIds;
import dev.handwright.workflows.Code;
import dev.handwright.workflows.Language;
import dev.handwright.workflows.Workflow;
import dev.handwright.workflows.WorkflowStore;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Runs to accept, of a workflow that was put into the database past the sandbox. */
final class CrashLoad {
    private CrashLoad() {}

    /** The id of a workflow without parameters. */
    static String workflow(RealServer server) {
        try (var database = new Database(server.data().resolve("handwright.db"))) {
            var workspace = new SqlWorkspaceStore(database).workspaces().getFirst().id();
            var id = new Workflow.Id(new SeededIds(1).uuid());
            var at = Instant.EPOCH;
            new SqlWorkflowStore(database)
                    .create(
                            new Workflow(id, workspace, "load", 1, at, at),
                            new WorkflowStore.NewVersion(
                                    new Code(Language.PYTHON, List.of(), List.of(), List.of(), 0),
                                    "{}",
                                    "{}",
                                    Optional.empty()));
            return id.toString();
        }
    }

    /** The run's id; empty where the server has gone. */
    static Optional<String> post(RealServer server, String body) {
        try {
            var request = server.to("/runs").POST(HttpRequest.BodyPublishers.ofString(body));
            var answer = server.send(request);
            return answer.status() == 202
                    ? Optional.of(answer.field("messageId"))
                    : Optional.empty();
        } catch (UncheckedIOException e) {
            return Optional.empty();
        }
    }
}
