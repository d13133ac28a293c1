package dev.handwright.adapter.sql;

import dev.handwright.agent.StepStore;
import dev.handwright.agent.StepStoreContract;
import dev.handwright.fakes.TestDatabase;
import dev.handwright.workspaces.Workspace;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

@Tag("database")
final class SqlStepStoreTest extends StepStoreContract {
    private @TempDir Path folder;
    private Database database;

    @BeforeEach
    void open() {
        database = TestDatabase.open(folder);
        new SqlWorkspaceStore(database)
                .addWorkspace(new Workspace(WORKSPACE, "clinic", Instant.EPOCH));
        var _ =
                database.write(handle ->
                        handle.execute(
                                "insert into workflow (id, workspace_id, name, current_version,"
                                        + " created_at, updated_at) values ('w', ?, 'w', 1, 0, 0)",
                                WORKSPACE.value()));
        addRun(RUN);
        addRun(OTHER);
    }

    private void addRun(UUID run) {
        var _ =
                database.write(handle ->
                        handle.execute(
                                "insert into run (id, workspace_id, workflow_id, version, status,"
                                        + " params, created_at, updated_at, attempt)"
                                        + " values (?, ?, 'w', 1, 'running', '{}', 0, 0, 1)",
                                run.toString(),
                                WORKSPACE.value()));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Override
    protected StepStore store() {
        return new SqlStepStore(database);
    }
}
