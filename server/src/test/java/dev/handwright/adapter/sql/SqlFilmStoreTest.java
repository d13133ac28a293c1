package dev.handwright.adapter.sql;

import dev.handwright.desktops.FilmStore;
import dev.handwright.desktops.FilmStoreContract;
import dev.handwright.fakes.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

@Tag("database")
final class SqlFilmStoreTest extends FilmStoreContract {
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
    protected FilmStore store() {
        return new SqlFilmStore(database);
    }
}
