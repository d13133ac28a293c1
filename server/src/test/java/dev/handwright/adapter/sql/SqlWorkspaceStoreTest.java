package dev.handwright.adapter.sql;

import dev.handwright.workspaces.WorkspaceStore;
import dev.handwright.workspaces.WorkspaceStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

final class SqlWorkspaceStoreTest extends WorkspaceStoreContract {
    private @TempDir Path folder;
    private Database database;

    @BeforeEach
    void open() {
        database = new Database(folder.resolve("test.db"));
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
