package dev.handwright.adapter.sql;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The embedded database: SQLite in WAL mode, every commit synced to disk.
 *
 * <p>One platform thread writes and commits what has gathered together (group commit); a few others
 * read. No virtual thread ever calls SQLite: it would block its carrier (docs/adr/0004).
 */
public final class Database implements AutoCloseable {
    /** Transactions that share one commit; bounds how long the first of them waits. */
    private static final int GROUP_LIMIT = 256;

    /** Writes that may wait; a caller beyond waits for room. */
    private static final int QUEUE_LIMIT = 10_000;

    private static final int READERS = 4;

    private final SQLiteDataSource source;
    private final Handle writer;
    private final Thread writerThread;
    private final BlockingQueue<Write<?>> queue = new LinkedBlockingQueue<>(QUEUE_LIMIT);
    private final BlockingQueue<Handle> readers = new ArrayBlockingQueue<>(READERS);
    private final ExecutorService readThreads;
    private volatile boolean closed;

    /** Opens the file, creating and migrating it as needed. */
    public Database(Path file) {
        source = new SQLiteDataSource(config());
        source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
        migrate();
        var jdbi = Jdbi.create(source::getConnection);
        writer = jdbi.open();
        for (int i = 0; i < READERS; i++) {
            readers.add(jdbi.open());
        }
        readThreads =
                Executors.newFixedThreadPool(
                        READERS, Thread.ofPlatform().name("db-read-", 0).daemon().factory());
        writerThread = Thread.ofPlatform().name("db-write").daemon().start(this::writeLoop);
    }

    /**
     * Runs a transaction and returns when it is on disk. What {@code work} does must not block, and
     * an exception undoes it alone, not its neighbours in the same commit.
     */
    public <T extends @Nullable Object> T write(Work<T> work) {
        var write = new Write<>(work);
        if (closed) {
            throw new IllegalStateException("the database is closed");
        }
        try {
            queue.put(write);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before the write was taken", e);
        }
        return join(write.done);
    }

    /** Reads the last committed state. */
    public <T extends @Nullable Object> T read(Work<T> work) {
        return join(
                CompletableFuture.supplyAsync(
                        () -> {
                            var handle = readers.remove();
                            try {
                                return work.run(handle);
                            } finally {
                                readers.add(handle);
                            }
                        },
                        readThreads));
    }

    @Override
    public void close() {
        closed = true;
        writerThread.interrupt();
        try {
            writerThread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        readThreads.close();
        readers.forEach(Handle::close);
        writer.close();
    }

    private void writeLoop() {
        var group = new ArrayList<Write<?>>(GROUP_LIMIT);
        while (true) {
            try {
                group.add(queue.take());
            } catch (InterruptedException e) {
                queue.drainTo(group);
                commit(group);
                return;
            }
            queue.drainTo(group, GROUP_LIMIT - 1);
            commit(group);
            group.clear();
        }
    }

    /** All of the group in one transaction, each in a savepoint of its own. */
    private void commit(List<Write<?>> group) {
        try {
            writer.begin();
            group.forEach(write -> write.runIn(writer));
            writer.commit();
            group.forEach(Write::acknowledge);
        } catch (RuntimeException e) {
            group.forEach(write -> write.done.completeExceptionally(e));
            rollbackQuietly(e);
        }
    }

    private void rollbackQuietly(RuntimeException cause) {
        try {
            writer.rollback();
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
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

    private static <T extends @Nullable Object> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** What one transaction does. */
    public interface Work<T extends @Nullable Object> {
        T run(Handle handle);
    }

    private static final class Write<T extends @Nullable Object> {
        final CompletableFuture<T> done = new CompletableFuture<>();
        private final Work<T> work;
        private @Nullable T result;
        private @Nullable RuntimeException failure;

        Write(Work<T> work) {
            this.work = work;
        }

        void runIn(Handle handle) {
            handle.savepoint("one");
            try {
                result = work.run(handle);
                handle.releaseSavepoint("one");
            } catch (RuntimeException e) {
                failure = e;
                handle.rollbackToSavepoint("one");
            }
        }

        @SuppressWarnings("NullAway") // T itself says whether null is one of its values.
        void acknowledge() {
            if (failure != null) {
                done.completeExceptionally(failure);
            } else {
                done.complete(result);
            }
        }
    }
}
