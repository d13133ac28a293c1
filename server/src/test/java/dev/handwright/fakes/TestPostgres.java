package dev.handwright.fakes;

import dev.handwright.adapter.sql.PostgresUrl;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A private PostgreSQL of this JVM, started when first asked for; it ends with the JVM, whatever
 * ends that, because its standard input ends then.
 */
public final class TestPostgres {
    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private TestPostgres() {}

    /** Started once, when first used. */
    private static final class Cluster {
        static final String URL =
                DevProgram.start("postgres", "-c fsync=off -c max_connections=500");
    }

    /** An empty database, as it is written in {@code storage.database}. */
    public static String fresh() {
        var schema = "test_" + SCHEMAS.incrementAndGet();
        execute("create schema " + schema);
        return Cluster.URL + "?currentSchema=" + schema;
    }

    /** Runs SQL beside the program under test. */
    public static void execute(String sql) {
        var url = PostgresUrlParts.of(Cluster.URL);
        try (var connection = DriverManager.getConnection(url.jdbc, url.login);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private record PostgresUrlParts(String jdbc, Properties login) {
        static PostgresUrlParts of(String url) {
            PostgresUrl.parse(url); // it must be one that users may write
            var match = java.util.regex.Pattern.compile("postgresql://(.*):(.*)@(.*)").matcher(url);
            if (!match.matches()) {
                throw new IllegalStateException("dev/postgres printed no URL");
            }
            var login = new Properties();
            login.setProperty("user", match.group(1));
            login.setProperty("password", match.group(2));
            return new PostgresUrlParts("jdbc:postgresql://" + match.group(3), login);
        }
    }
}
