package dev.handwright.adapter.sql;

import dev.handwright.base.Unavailable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** Copies every row of an SQLite file to an empty PostgreSQL database, all or nothing. */
public final class SqliteCopy {
    /** Rows sent at once. */
    private static final int BATCH = 500;

    /** Characters sent at once, and a row more: some have a MiB, and all are in memory. */
    private static final int BATCH_TEXT = 4 << 20;

    private final Connection from;
    private final Connection to;

    private SqliteCopy(Connection from, Connection to) {
        this.from = from;
        this.to = to;
    }

    /**
     * The server that uses the file must be stopped: what it writes afterwards is not copied.
     *
     * @return how many rows of which table, in the order in which they were copied
     * @throws Refused where the file is not there or of another version, or PostgreSQL is not empty
     * @throws Unavailable where PostgreSQL does not answer
     * @throws PostgresUrl.Refused where it will not have us
     */
    public static Map<String, Long> run(Path file, PostgresUrl url) {
        if (!Files.isRegularFile(file)) {
            throw new Refused(
                    "%s is no file; name the handwright.db of the server".formatted(file));
        }
        var target = PostgresSource.of(url);
        PostgresSource.migrate(target, url);
        try (var from = source(file).getConnection();
                var to = target.getConnection()) {
            from.setAutoCommit(false); // one snapshot
            to.setAutoCommit(false);
            var copied = new SqliteCopy(from, to).copy(file, url);
            to.commit();
            return copied;
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "%s cannot be copied to %s; nothing was".formatted(file, url), e);
        }
    }

    private static SQLiteDataSource source(Path file) {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        var source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
        return source;
    }

    private Map<String, Long> copy(Path file, PostgresUrl url) throws SQLException {
        int version = Migrations.names().size();
        int found = Migrations.count(from);
        if (found != version) {
            throw new Refused(
                    "%s has version %d of the schema, this program %d; run `handwright migrate` on it with this program first"
                            .formatted(file, found, version));
        }
        var tables = inOrder(tables());
        for (var table : tables) {
            if (count(to, table) > 0) {
                throw new Refused(
                        "%s is not empty: it has rows in %s; make an empty database"
                                .formatted(url, table));
            }
        }
        var copied = new LinkedHashMap<String, Long>();
        for (var table : tables) {
            copied.put(table, copy(table));
        }
        return Collections.unmodifiableMap(copied);
    }

    private Set<String> tables() throws SQLException {
        return new LinkedHashSet<>(
                texts(
                        "select name from sqlite_master where type = 'table' and name not like"
                                + " 'sqlite%' and name <> 'schema_version' order by name",
                        "name"));
    }

    /** Those that others refer to come first. */
    private List<String> inOrder(Set<String> tables) throws SQLException {
        var ordered = new LinkedHashSet<String>();
        while (ordered.size() < tables.size()) {
            int before = ordered.size();
            for (var table : tables) {
                var needs =
                        new ArrayList<>(texts("pragma foreign_key_list(" + table + ")", "table"));
                needs.remove(table);
                if (ordered.containsAll(needs)) {
                    ordered.add(table);
                }
            }
            if (ordered.size() == before) {
                throw new IllegalStateException("tables refer to each other in a circle");
            }
        }
        return List.copyOf(ordered);
    }

    private long copy(String table) throws SQLException {
        var columns = texts("pragma table_info(" + table + ")", "name");
        var list = String.join(", ", columns);
        var places = columns.stream().map(_ -> "?").collect(Collectors.joining(", "));
        long copied = 0;
        try (var select = from.createStatement();
                var rows = select.executeQuery("select %s from %s".formatted(list, table));
                var insert =
                        to.prepareStatement(
                                "insert into %s (%s) values (%s)".formatted(table, list, places))) {
            var types = types(insert, columns.size());
            int waiting = 0;
            long text = 0;
            while (rows.next()) {
                text += bind(rows, insert, types);
                insert.addBatch();
                copied++;
                if (++waiting == BATCH || text >= BATCH_TEXT) {
                    insert.executeBatch();
                    waiting = 0;
                    text = 0;
                }
            }
            insert.executeBatch();
        }
        if (count(to, table) != copied) {
            throw new IllegalStateException("not every row of %s arrived".formatted(table));
        }
        return copied;
    }

    /** Returns how many characters of text the row has. */
    private static long bind(ResultSet row, PreparedStatement insert, List<Integer> types)
            throws SQLException {
        long length = 0;
        for (int i = 1; i <= types.size(); i++) {
            boolean yesOrNo = types.get(i - 1) == Types.BIT;
            switch (row.getObject(i)) {
                case null -> insert.setNull(i, Types.OTHER);
                case Number number when yesOrNo -> insert.setBoolean(i, number.intValue() != 0);
                case Number number -> insert.setLong(i, number.longValue());
                case Object text -> {
                    var kept = PostgresText.kept(text.toString());
                    insert.setString(i, kept);
                    length += kept.length();
                }
            }
        }
        return length;
    }

    /** Of {@link Types}, for each column: SQLite has numbers where PostgreSQL has booleans. */
    private static List<Integer> types(PreparedStatement insert, int columns) throws SQLException {
        var parameters = insert.getParameterMetaData();
        var types = new ArrayList<Integer>();
        for (int i = 1; i <= columns; i++) {
            types.add(parameters.getParameterType(i));
        }
        return types;
    }

    private List<String> texts(String query, String column) throws SQLException {
        var texts = new ArrayList<String>();
        try (var statement = from.createStatement();
                var rows = statement.executeQuery(query)) {
            while (rows.next()) {
                texts.add(rows.getString(column));
            }
        }
        return texts;
    }

    private static long count(Connection connection, String table) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from " + table)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Nothing was copied; the message says what to do. */
    public static final class Refused extends RuntimeException {
        Refused(String message) {
            super(message);
        }
    }
}
