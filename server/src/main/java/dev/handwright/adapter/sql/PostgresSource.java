package dev.handwright.adapter.sql;

import dev.handwright.base.Unavailable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Connections to PostgreSQL, and whether it takes us as we need it. */
final class PostgresSource {
    /** Older ones are not tested, and lose support in November 2026. */
    private static final int OLDEST = 15;

    /** One node at a time migrates. */
    private static final String MIGRATE_ALONE =
            "set local statement_timeout = 0; select pg_advisory_xact_lock(4208511734)";

    /** In seconds; a connection that was cut without a word is noticed by them. */
    private static final Map<String, String> DEFAULTS =
            Map.of(
                    "ApplicationName", "handwright",
                    "connectTimeout", "5",
                    "socketTimeout", "60",
                    "tcpKeepAlive", "true");

    private PostgresSource() {}

    static DataSource of(PostgresUrl url) {
        var source = new PGSimpleDataSource();
        source.setUrl(url.jdbc());
        url.user().ifPresent(source::setUser);
        url.password().ifPresent(source::setPassword);
        DEFAULTS.forEach((name, value) -> set(source, name, value));
        url.parameters().forEach((name, value) -> set(source, name, value));
        return source;
    }

    private static void set(PGSimpleDataSource source, String name, String value) {
        try {
            source.setProperty(name, value);
        } catch (SQLException e) {
            throw new PostgresUrl.Refused(
                    "storage.database: the driver knows no parameter " + name, e);
        }
    }

    /** Whether it answers and takes us. */
    static void check(PostgresUrl url) {
        try (var connection = of(url).getConnection()) {
            check(connection, url);
        } catch (SQLException e) {
            throw refusal(e, url);
        }
    }

    /** Checks the database and brings its schema up to date. */
    static void migrate(DataSource source, PostgresUrl url) {
        try (var connection = source.getConnection()) {
            check(connection, url);
            Migrations.run(connection, MIGRATE_ALONE);
        } catch (SQLException e) {
            throw refusal(e, url);
        }
    }

    private static void check(Connection connection, PostgresUrl url) throws SQLException {
        var data = connection.getMetaData();
        if (data.getDatabaseMajorVersion() < OLDEST) {
            throw refused(
                    "%s is PostgreSQL %s; version %d or newer is needed"
                            .formatted(url, data.getDatabaseProductVersion(), OLDEST),
                    new SQLException());
        }
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("show server_encoding")) {
            rows.next();
            if (!rows.getString(1).equals("UTF8")) {
                throw refused(
                        "%s is encoded in %s; make it anew with: create database … encoding 'UTF8' template template0"
                                .formatted(url, rows.getString(1)),
                        new SQLException());
            }
        }
    }

    /** Those that only a person can put right are refusals. */
    private static RuntimeException refusal(SQLException e, PostgresUrl url) {
        var state = String.valueOf(e.getSQLState());
        if (state.startsWith("28")) {
            return refused("%s refuses user or password; see storage.database".formatted(url), e);
        } else if (state.equals("3D000")) {
            return refused("%s: there is no such database; make it".formatted(url), e);
        } else if (state.equals("42501")) {
            return refused(
                    "%s: the user may not make tables; let it own the database".formatted(url), e);
        } else if (state.startsWith("08") || state.startsWith("57") || state.startsWith("53")) {
            return new Unavailable("%s does not answer: %s".formatted(url, e.getMessage()), e);
        }
        return new IllegalStateException("%s cannot be migrated".formatted(url), e);
    }

    private static RuntimeException refused(String message, SQLException cause) {
        return new PostgresUrl.Refused(message, cause);
    }
}
