package dev.handwright.adapter.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.base.Unavailable;
import java.nio.file.Path;
import java.sql.DriverManager;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another process has an SQLite file for longer than a write waits, which is five seconds. */
@Tag("full")
final class BusyDatabaseIT {
    @TempDir private Path folder;

    @Test
    void aWriteIsToBeTriedAgain() throws Exception {
        var file = folder.resolve("test.db");
        try (var database = new Database(file);
                var other = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = other.createStatement()) {
            statement.execute("begin immediate");
            assertThatThrownBy(() -> add(database)).isInstanceOf(Unavailable.class);
            statement.execute("rollback");
            assertThat(add(database)).isEqualTo(1);
        }
    }

    private static int add(Database database) {
        return database.write(handle ->
                handle.execute("insert into workspace (id, name, created_at) values ('w', '', 0)"));
    }
}
