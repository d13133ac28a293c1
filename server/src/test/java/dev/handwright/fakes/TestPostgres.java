package dev.handwright.fakes;

import dev.handwright.adapter.sql.PostgresUrl;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
        static final String URL = start();

        private static String start() {
            try {
                var process =
                        new ProcessBuilder(
                                        Path.of("../dev/postgres").toString(),
                                        "-c fsync=off -c max_connections=500")
                                .redirectError(ProcessBuilder.Redirect.INHERIT)
                                .start();
                var line =
                        new BufferedReader(
                                        new InputStreamReader(
                                                process.getInputStream(), StandardCharsets.UTF_8))
                                .readLine();
                if (line == null) {
                    throw new IllegalStateException("dev/postgres did not start; see its output");
                }
                return line;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
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
