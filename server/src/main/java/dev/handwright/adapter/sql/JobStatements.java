package dev.handwright.adapter.sql;

import com.github.kagkarlsson.shaded.jdbc.ConnectionSupplier;
import com.github.kagkarlsson.shaded.jdbc.ExternallyManagedConnection;
import com.github.kagkarlsson.shaded.jdbc.JdbcRunner;
import com.github.kagkarlsson.shaded.jdbc.PreparedStatementSetter;
import com.github.kagkarlsson.shaded.jdbc.ResultSetMapper;
import com.github.kagkarlsson.shaded.jdbc.RowMapper;
import com.github.kagkarlsson.shaded.jdbc.ThreadLocalTransactionContextProvider;
import java.sql.Connection;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Each statement of db-scheduler as a transaction of {@link Database}, on its threads: SQLite has
 * one that writes, and a second connection would wait for it without a queue (docs/adr/0100).
 */
final class JobStatements extends JdbcRunner {
    private final Database database;

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
        return database.read(handle -> on(handle).query(query, setter, mapper));
    }

    @Override
    public <T> T query(String query, PreparedStatementSetter setter, ResultSetMapper<T> mapper) {
        return database.read(handle -> on(handle).query(query, setter, mapper));
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
