package dev.handwright.adapter.sql;

import dev.handwright.base.Unavailable;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;

/** SQLite in WAL mode, every commit synced to disk (docs/adr/0004). */
final class SqliteEngine implements Engine {
    private static final int READERS = 4;

    /**
     * Primary result codes of https://www.sqlite.org/rescode.html that pass: of the disk, and of
     * another process that holds the file.
     */
    private static final Set<Integer> AWAY =
            Set.of(
                    SQLiteErrorCode.SQLITE_BUSY.code,
                    SQLiteErrorCode.SQLITE_LOCKED.code,
                    SQLiteErrorCode.SQLITE_FULL.code,
                    SQLiteErrorCode.SQLITE_READONLY.code,
                    SQLiteErrorCode.SQLITE_IOERR.code,
                    SQLiteErrorCode.SQLITE_CANTOPEN.code);

    private final SQLiteDataSource source;
    private final Handle writer;
    private final BlockingQueue<Handle> readers = new ArrayBlockingQueue<>(READERS);

    /** Opens the file, creating and migrating it as needed. */
    SqliteEngine(Path file) {
        source = new SQLiteDataSource(config());
        source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
        migrate();
        var jdbi = Jdbi.create(source::getConnection);
        writer = jdbi.open();
        for (int i = 0; i < READERS; i++) {
            readers.add(jdbi.open());
        }
    }

    @Override
    public int readers() {
        return READERS;
    }

    @Override
    public <T extends @Nullable Object> T read(Database.Work<T> work) {
        var handle = readers.remove();
        try {
            return work.run(handle);
        } finally {
            readers.add(handle);
        }
    }

    /** All of the group in one transaction, each in a savepoint of its own. */
    @Override
    public void commit(List<Write<?>> group) {
        try {
            writer.begin();
            group.forEach(this::runInSavepoint);
            writer.commit();
            group.forEach(Write::acknowledge);
        } catch (RuntimeException e) {
            var meant = meant(e);
            group.forEach(write -> write.undone(meant));
            rollbackQuietly(e);
        } catch (Error e) {
            rollbackQuietly(e);
            throw e;
        }
    }

    private static RuntimeException meant(RuntimeException e) {
        for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && AWAY.contains(sql.getErrorCode() & 0xff)) {
                return new Unavailable("the database takes nothing: " + sql.getMessage(), e);
            }
        }
        return e;
    }

    private void runInSavepoint(Write<?> write) {
        writer.savepoint("one");
        try {
            write.runIn(writer);
            writer.releaseSavepoint("one");
        } catch (RuntimeException e) {
            if (meant(e) instanceof Unavailable away) {
                throw away; // a full disk undoes the whole transaction, with its savepoints
            }
            write.failed(e);
            writer.rollbackToSavepoint("one");
        }
    }

    private void rollbackQuietly(Throwable cause) {
        try {
            writer.rollback();
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    /** Nobody else writes. */
    @Override
    public String skipLocked() {
        return "";
    }

    @Override
    public void close() {
        readers.forEach(Handle::close);
        writer.close();
    }

    private void migrate() {
        try (Connection connection = source.getConnection()) {
            Migrations.run(connection);
            connection.createStatement().execute("pragma optimize");
        } catch (SQLException e) {
            throw new IllegalStateException("the database cannot be opened", e);
        }
    }

    private static SQLiteConfig config() {
        var config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.enforceForeignKeys(true);
        config.setBusyTimeout(5000);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        return config;
    }
}
