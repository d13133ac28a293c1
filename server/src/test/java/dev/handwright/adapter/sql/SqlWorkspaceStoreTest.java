package dev.handwright.adapter.sql;

import dev.handwright.fakes.TestDatabase;
import dev.handwright.workspaces.WorkspaceStore;
import dev.handwright.workspaces.WorkspaceStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

@Tag("database")
final class SqlWorkspaceStoreTest extends WorkspaceStoreContract {
    private @TempDir Path folder;
    private Database database;

    @BeforeEach
    void open() {
        database = TestDatabase.open(folder);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Override
    protected WorkspaceStore store() {
        return new SqlWorkspaceStore(database);
    }
}
