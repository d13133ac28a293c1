package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.adapter.sql.Database;
import dev.handwright.adapter.sql.SqlWorkspaceStore;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A start that finds ten thousand runs waiting. */
@Tag("check")
final class LongQueueIT {
    private static final int QUEUED = 10_000;

    private static final String CODE =
            """
            from pydantic import BaseModel

            class Params(BaseModel):
                pass

            class Result(BaseModel):
                pass

            def run(params: Params) -> Result:
                return Result()
            """;

    private static final String ADD =
            """
            insert into run (id, workspace_id, workflow_id, version, status, params, created_at,
                updated_at, attempt)
            with recursive numbers (n) as (
                select 1 union all select n + 1 from numbers where n < :most)
            select printf('00000000-0000-7000-8000-%012d', n), :workspace, :workflow, 1, 'queued',
                '{}', 1700000000000 + n, 1700000000000 + n, 0
            from numbers
            """;

    @Test
    void theOldestAreTakenFirstAndNewOnesAreAccepted() throws Exception {
        var settings = Map.of("runs.concurrency", "1", "runs.queue_limit", "" + (QUEUED + 1));
        try (var server = RealServer.start(settings)) {
            var workflow = server.publish("workflow.py", CODE);
            server.kill();
            queue(server, workflow);

            server.startAgain();

            assertThat(server.post("/runs", Map.of("workflow_id", workflow)).status())
                    .isEqualTo(202);
            for (int i = 1; i <= 3; i++) {
                assertThat(server.ended(id(i)).field("status")).isEqualTo("completed");
            }
            assertThat(server.get("/runs/" + id(QUEUED)).field("status")).isEqualTo("queued");
        }
    }

    /** Runs {@code 1} to {@code QUEUED}, oldest first, as an earlier server accepted them. */
    private static void queue(RealServer server, String workflow) {
        try (var database = new Database(server.data().resolve("handwright.db"))) {
            var workspace = new SqlWorkspaceStore(database).workspaces().getFirst().id();
            int added =
                    database.write(handle ->
                            handle.createUpdate(ADD)
                                    .bind("most", QUEUED)
                                    .bind("workspace", workspace.value())
                                    .bind("workflow", workflow)
                                    .execute());
            assertThat(added).isEqualTo(QUEUED);
        }
    }

    private static String id(int number) {
        return "00000000-0000-7000-8000-%012d".formatted(number);
    }
}
