package dev.handwright.adapter.sql;

import dev.handwright.base.Unavailable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database: an SQLite file, or PostgreSQL. A commit is on disk when it is acknowledged.
 *
 * <p>One platform thread writes and commits what has gathered together (group commit); a few others
 * read. No virtual thread ever calls a database: SQLite would block its carrier (docs/adr/0004),
 * and an interrupt would close its connection to PostgreSQL (docs/adr/0084).
 */
public final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    /** Transactions that share one commit; bounds how long the first of them waits. */
    private static final int GROUP_LIMIT = 256;

    /** Writes that may wait; a caller beyond waits for room. */
    private static final int QUEUE_LIMIT = 10_000;

    private final Engine engine;
    private final Thread writerThread;
    private final BlockingQueue<Write<?>> queue = new LinkedBlockingQueue<>(QUEUE_LIMIT);
    private final ExecutorService readThreads;
    private volatile boolean closed;

    /** Opens an SQLite file, creating and migrating it as needed. */
    public Database(Path file) {
        this(new SqliteEngine(file));
    }

    /**
     * Connects to PostgreSQL and migrates it as needed.
     *
     * @throws Unavailable where nothing answers
     * @throws PostgresUrl.Refused where it answers and will not have us
     */
    public Database(PostgresUrl url) {
        this(new PostgresEngine(url));
    }

    private Database(Engine engine) {
        this.engine = engine;
        readThreads =
                Executors.newFixedThreadPool(
                        engine.readers(),
                        Thread.ofPlatform().name("db-read-", 0).daemon().factory());
        writerThread = Thread.ofPlatform().name("db-write").daemon().start(this::writeLoop);
    }

    /**
     * Runs a transaction and returns when it is on disk. What {@code work} does must not block, and
     * must bear being run again after it was undone. An exception undoes it alone, not its
     * neighbours in the same commit.
     *
     * @throws Unavailable where PostgreSQL is away or the disk takes nothing; whether the
     *     transaction was committed is then not known
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
        return join(write.done());
    }

    /**
     * Reads the last committed state.
     *
     * @throws Unavailable where PostgreSQL is away
     */
    public <T extends @Nullable Object> T read(Work<T> work) {
        return join(CompletableFuture.supplyAsync(() -> engine.read(work), readThreads));
    }

    /**
     * What a select of rows to be claimed ends with; empty for SQLite. Only here and in {@link
     * #lock} do the two databases see different SQL.
     */
    String skipLocked() {
        return engine.skipLocked();
    }

    /**
     * What a select of a row ends with that nobody else may lock so until the transaction ends. New
     * rows that refer to it do not wait.
     */
    String lock() {
        return " for no key update";
    }

    /** Whether other nodes may write to it at the same time. */
    boolean isShared() {
        return !skipLocked().isEmpty();
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
        engine.close();
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

    /** The thread goes on whatever happens: all others wait for it. */
    private void commit(List<Write<?>> group) {
        try {
            engine.commit(group);
        } catch (Error e) {
            LOG.error("{} transactions were undone", group.size(), e);
            var meant = new Unavailable("the server has failed", e);
            group.forEach(write -> write.undone(meant));
        }
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
}
