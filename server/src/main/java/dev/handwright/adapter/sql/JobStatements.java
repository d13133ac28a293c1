package dev.handwright.adapter.sql;

import com.github.kagkarlsson.shaded.jdbc.ConnectionSupplier;
import com.github.kagkarlsson.shaded.jdbc.ExternallyManagedConnection;
import com.github.kagkarlsson.shaded.jdbc.JdbcRunner;
import com.github.kagkarlsson.shaded.jdbc.PreparedStatementSetter;
import com.github.kagkarlsson.shaded.jdbc.ResultSetMapper;
import com.github.kagkarlsson.shaded.jdbc.RowMapper;
import com.github.kagkarlsson.shaded.jdbc.ThreadLocalTransactionContextProvider;
import dev.handwright.base.Unavailable;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Each statement of db-scheduler as a transaction of {@link Database}, on its threads: SQLite has
 * one that writes, and a second connection would wait for it without a queue (docs/adr/0100).
 */
final class JobStatements extends JdbcRunner {
    private static final Logger LOG = LoggerFactory.getLogger(JobStatements.class);

    private final Database database;
    private final AtomicBoolean away = new AtomicBoolean();

    JobStatements(Database database) {
        super(new NoConnection(), new ThreadLocalTransactionContextProvider());
        this.database = database;
    }

    @Override
    public int execute(String query, PreparedStatementSetter setter) {
        return database.write(handle -> on(handle).execute(query, setter));
    }

    @Override
    public <T> List<T> query(String query, PreparedStatementSetter setter, RowMapper<T> mapper) {
        return said(() -> database.read(handle -> on(handle).query(query, setter, mapper)));
    }

    @Override
    public <T> T query(String query, PreparedStatementSetter setter, ResultSetMapper<T> mapper) {
        return said(() -> database.read(handle -> on(handle).query(query, setter, mapper)));
    }

    /** Says once that the database is away; the library would say it each second, with a trace. */
    private <T> T said(Supplier<T> read) {
        try {
            var result = read.get();
            away.set(false);
            return result;
        } catch (Unavailable e) {
            if (!away.getAndSet(true)) {
                LOG.warn("schedules and housekeeping wait: {}", e.getMessage());
            }
            throw e;
        } catch (RuntimeException e) {
            LOG.error("schedules and housekeeping cannot be looked up", e);
            throw e;
        }
    }

    private static JdbcRunner on(Handle handle) {
        return new JdbcRunner(
                new ExternallyManagedConnection(handle.getConnection()),
                new ThreadLocalTransactionContextProvider());
    }

    /** What is not overridden above is not used. */
    private static final class NoConnection implements ConnectionSupplier {
        @Override
        public Connection getConnection() {
            throw new IllegalStateException("only single statements are run here");
        }

        @Override
        public boolean commitWhenAutocommitDisabled() {
            return false;
        }

        @Override
        public boolean isExternallyManagedConnection() {
            return true;
        }
    }
}
