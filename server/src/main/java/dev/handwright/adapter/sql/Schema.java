package dev.handwright.adapter.sql;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.sqlite.SQLiteDataSource;

/**
 * Which migrations have run on a database, without changing it.
 *
 * @param version how many; 0 for an empty database
 * @param pending the files that a start would run
 */
public record Schema(int version, List<String> pending) {
    /** Of a database that is to be made. */
    public static Schema ofNothing() {
        return new Schema(0, Migrations.names());
    }

    /** Of an SQLite file that is there. */
    public static Schema of(Path file) {
        var source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
        return read(source, file);
    }

    /**
     * @throws dev.handwright.base.Unavailable where nothing answers
     * @throws PostgresUrl.Refused where it answers and will not have us
     */
    public static Schema of(PostgresUrl url) {
        PostgresSource.check(url);
        return read(PostgresSource.of(url), url);
    }

    private static Schema read(DataSource source, Object name) {
        try (var connection = source.getConnection()) {
            return read(connection);
        } catch (SQLException e) {
            throw new IllegalStateException("%s cannot be read".formatted(name), e);
        }
    }

    static Schema read(Connection connection) throws SQLException {
        int done = Migrations.count(connection);
        var names = Migrations.names();
        return new Schema(
                done, List.copyOf(names.subList(Math.min(done, names.size()), names.size())));
    }
}
