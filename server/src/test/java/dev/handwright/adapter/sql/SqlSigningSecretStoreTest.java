package dev.handwright.adapter.sql;

import dev.handwright.fakes.TestDatabase;
import dev.handwright.secrets.SigningSecretStore;
import dev.handwright.secrets.SigningSecretStoreContract;
import dev.handwright.workspaces.Workspace;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

@Tag("database")
final class SqlSigningSecretStoreTest extends SigningSecretStoreContract {
    @TempDir private Path folder;
    private Database database;

    @BeforeEach
    void open() {
        database = TestDatabase.open(folder);
        var workspaces = new SqlWorkspaceStore(database);
        workspaces.addWorkspace(new Workspace(new Workspace.Id("ws_1"), "one", Instant.EPOCH));
        workspaces.addWorkspace(new Workspace(new Workspace.Id("ws_2"), "two", Instant.EPOCH));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Override
    protected SigningSecretStore store() {
        return new SqlSigningSecretStore(database);
    }
}
