package dev.handwright.adapter.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MigrationsTest {
    private @TempDir Path folder;
    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("test.db"));
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void everyFileIsInTheList() throws IOException {
        try (var files = Files.list(Path.of("src/main/resources/migrations"))) {
            assertThat(
                            files.map(it -> String.valueOf(it.getFileName()))
                                    .filter(it -> it.endsWith(".sql"))
                                    .sorted())
                    .containsExactlyElementsOf(Migrations.names());
        }
    }

    @Test
    void allRunOnceAndASecondStartChangesNothing() throws SQLException {
        Migrations.run(connection);
        Migrations.run(connection);
        assertThat(count("schema_version")).isEqualTo(Migrations.names().size());
        assertThat(count("webhook_attempt")).isZero();
    }

    @Test
    void aFileChangedAfterItHadRunIsNamed() throws SQLException {
        Migrations.run(connection);
        execute("update schema_version set checksum = 'x' where version = 2");
        assertThatThrownBy(() -> Migrations.run(connection))
                .hasMessageContaining("was changed after it had run");
    }

    @Test
    void aNewerDatabaseIsLeftAlone() throws SQLException {
        Migrations.run(connection);
        execute("insert into schema_version values (999, 'later', 'x')");
        assertThatThrownBy(() -> Migrations.run(connection))
                .hasMessageContaining("made by a newer version");
    }

    @Test
    void aFailedOneLeavesNothing() throws SQLException {
        execute("create table webhook_secret (id text)");
        assertThatThrownBy(() -> Migrations.run(connection)).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> count("workspace")).hasMessageContaining("no such table");
    }

    private int count(String table) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from " + table)) {
            return rows.getInt(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
