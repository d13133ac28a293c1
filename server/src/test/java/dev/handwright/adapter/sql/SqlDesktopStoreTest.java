package dev.handwright.adapter.sql;

import dev.handwright.desktops.DesktopStore;
import dev.handwright.desktops.DesktopStoreContract;
import dev.handwright.fakes.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

@Tag("database")
final class SqlDesktopStoreTest extends DesktopStoreContract {
    private @TempDir Path folder;
    private Database database;

    @BeforeEach
    void open() {
        database = TestDatabase.open(folder);
        new SqlWorkspaceStore(database).addWorkspace(WORKSPACE);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Override
    protected DesktopStore store() {
        return new SqlDesktopStore(database, TestDatabase.NODE);
    }
}
