package dev.handwright.adapter.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.handwright.base.Unavailable;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** PostgreSQL by a pool of connections (docs/adr/0084). */
final class PostgresEngine implements Engine {
    private static final int READERS = 8;

    /** Milliseconds until a caller is told that the database is away. */
    private static final int PATIENCE = 3000;

    /**
     * Bounds how long a statement may take, and how long a process that was paused in the middle of
     * a transaction holds its rows against other nodes. Plans are kept, and a table that was small
     * when they were made may have a hundred thousand rows before it is analysed: they always use
     * an index, and by scans that clear away entries of dead rows, which bitmap scans do not.
     */
    private static final String SESSION =
            "set statement_timeout = '30s'; set idle_in_transaction_session_timeout = '5s';"
                    + " set enable_seqscan = off; set enable_bitmapscan = off; set jit = off";

    /** Of one transaction that others' locks undid. */
    private static final int TRIES = 3;

    private final HikariDataSource pool;
    private final Jdbi jdbi;

    PostgresEngine(PostgresUrl url) {
        var source = PostgresSource.of(url);
        PostgresSource.migrate(source, url);
        var config = new HikariConfig();
        config.setPoolName("db");
        config.setDataSource(source);
        config.setMaximumPoolSize(READERS + 1);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(PATIENCE);
        config.setValidationTimeout(PATIENCE);
        config.setInitializationFailTimeout(-1);
        config.setConnectionInitSql(SESSION);
        pool = new HikariDataSource(config);
        jdbi = Jdbi.create(pool);
        jdbi.registerArgument(new PostgresText());
    }

    @Override
    public int readers() {
        return READERS;
    }

    @Override
    public <T extends @Nullable Object> T read(Database.Work<T> work) {
        try (var handle = jdbi.open()) {
            return work.run(handle);
        } catch (RuntimeException e) {
            throw meant(e);
        }
    }

    /**
     * All in one transaction without savepoints, which would cost two more round trips each. In the
     * rare case that one fails all are undone and run again, each alone.
     */
    @Override
    public void commit(List<Write<?>> group) {
        try (var handle = jdbi.open()) {
            handle.useTransaction(it -> group.forEach(write -> write.runIn(it)));
            group.forEach(Write::acknowledge);
        } catch (RuntimeException e) {
            var meant = meant(e);
            if (meant instanceof Unavailable) {
                group.forEach(write -> write.undone(meant));
            } else {
                group.forEach(this::commitAlone);
            }
        }
    }

    private void commitAlone(Write<?> write) {
        for (int tried = 1; ; tried++) {
            try (var handle = jdbi.open()) {
                handle.useTransaction(write::runIn);
                write.acknowledge();
                return;
            } catch (RuntimeException e) {
                if (tried == TRIES || !state(e).startsWith("40")) {
                    write.undone(meant(e));
                    return;
                }
            }
        }
    }

    @Override
    public String skipLocked() {
        return " for update skip locked";
    }

    @Override
    public void close() {
        pool.close();
    }

    private static RuntimeException meant(RuntimeException e) {
        return isAway(e) ? new Unavailable("the database does not answer", e) : e;
    }

    /**
     * By the classes of https://www.postgresql.org/docs/15/errcodes-appendix.html: no connection,
     * the server stops, it has no room left, a statement was timed out, only reading is allowed.
     */
    private static boolean isAway(RuntimeException e) {
        var state = state(e);
        return e.getCause() instanceof SQLTransientConnectionException
                || state.startsWith("08")
                || state.startsWith("57")
                || state.startsWith("53")
                || state.equals("25P03")
                || state.equals("25006");
    }

    /** The SQLSTATE behind an exception; empty where there is none. */
    private static String state(Throwable e) {
        for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return "";
    }
}
