package dev.handwright.adapter.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Brings a database up to date: runs the files of {@code migrations/list}, each once, all in one
 * transaction, so that a failed one leaves the database as it was (docs/adr/0009).
 */
final class Migrations {
    private static final String FOLDER = "/migrations/";

    private Migrations() {}

    /**
     * @throws IllegalStateException where the database was made by a newer version of the program,
     *     or a file was changed after it had run
     */
    static void run(Connection connection) throws SQLException {
        run(connection, "select 1");
    }

    /**
     * @param first run before all else in the transaction, as to keep others out
     */
    static void run(Connection connection, String first) throws SQLException {
        connection.setAutoCommit(false);
        try {
            try (var statement = connection.createStatement()) {
                statement.execute(first);
            }
            var done = done(connection);
            var names = names();
            if (done.size() > names.size()) {
                throw new IllegalStateException(
                        "the database was made by a newer version; start that one");
            }
            for (int version = 1; version <= names.size(); version++) {
                var name = names.get(version - 1);
                var sql = read(name);
                var before = done.get(version);
                if (before == null) {
                    apply(connection, version, name, sql);
                } else if (!before.equals(checksum(sql))) {
                    throw new IllegalStateException(
                            "%s was changed after it had run on this database".formatted(name));
                }
            }
            connection.commit();
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    /** How many have run; changes nothing. */
    static int count(Connection connection) throws SQLException {
        try (var tables =
                connection
                        .getMetaData()
                        .getTables(null, connection.getSchema(), "schema_version", null)) {
            return tables.next() ? done(connection).size() : 0;
        }
    }

    /** The checksum of each version that has run. */
    private static Map<Integer, String> done(Connection connection) throws SQLException {
        var done = new TreeMap<Integer, String>();
        try (var statement = connection.createStatement()) {
            statement.execute(
                    "create table if not exists schema_version (version integer primary key,"
                            + " name text not null, checksum text not null)");
            try (var rows =
                    statement.executeQuery("select version, checksum from schema_version")) {
                while (rows.next()) {
                    done.put(rows.getInt(1), rows.getString(2));
                }
            }
        }
        return done;
    }

    private static void apply(Connection connection, int version, String name, String sql)
            throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
        try (var insert =
                connection.prepareStatement(
                        "insert into schema_version (version, name, checksum) values (?, ?, ?)")) {
            insert.setInt(1, version);
            insert.setString(2, name);
            insert.setString(3, checksum(sql));
            insert.executeUpdate();
        }
    }

    /** In the order in which they run; the first is version 1. */
    static List<String> names() {
        return read("list").lines().filter(it -> !it.isBlank()).toList();
    }

    private static String read(String name) {
        try (InputStream in = Migrations.class.getResourceAsStream(FOLDER + name)) {
            var bytes = Objects.requireNonNull(in, name).readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read from the jar", e);
        }
    }

    private static String checksum(String sql) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(sql.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
