package dev.handwright.fakes;

import dev.handwright.adapter.sql.Database;
import dev.handwright.adapter.sql.PostgresUrl;
import dev.handwright.nodes.Node;
import java.nio.file.Path;
import java.util.Map;

/**
 * The database of a test: SQLite, or with {@code -Dtest.database=postgres} a private PostgreSQL.
 * Tests that use it carry the tag {@code database}; {@code make check} runs them on both.
 */
public final class TestDatabase {
    /** A node for tests that need one. */
    public static final Node.Id NODE = new Node.Id("node_" + "0".repeat(26));

    private TestDatabase() {}

    public static boolean isPostgres() {
        return System.getProperty("test.database", "sqlite").equals("postgres");
    }

    /**
     * An empty one.
     *
     * @param folder where SQLite has its file
     */
    public static Database open(Path folder) {
        return isPostgres()
                ? new Database(PostgresUrl.parse(TestPostgres.fresh()))
                : new Database(folder.resolve("test.db"));
    }

    /** What a whole server needs to use one. */
    public static Map<String, String> settings() {
        return isPostgres() ? Map.of("storage.database", TestPostgres.fresh()) : Map.of();
    }
}
