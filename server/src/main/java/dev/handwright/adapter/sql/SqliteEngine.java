package dev.handwright.adapter.sql;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** SQLite in WAL mode, every commit synced to disk (docs/adr/0004). */
final class SqliteEngine implements Engine {
    private static final int READERS = 4;

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
            group.forEach(write -> write.undone(e));
            rollbackQuietly(e);
        }
    }

    private void runInSavepoint(Write<?> write) {
        writer.savepoint("one");
        try {
            write.runIn(writer);
            writer.releaseSavepoint("one");
        } catch (RuntimeException e) {
            write.failed(e);
            writer.rollbackToSavepoint("one");
        }
    }

    private void rollbackQuietly(RuntimeException cause) {
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
