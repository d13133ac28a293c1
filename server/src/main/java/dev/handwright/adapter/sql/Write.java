package dev.handwright.adapter.sql;

import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** A transaction that somebody waits for. */
final class Write<T extends @Nullable Object> {
    private final CompletableFuture<T> done = new CompletableFuture<>();
    private final Database.Work<T> work;
    private @Nullable T result;
    private @Nullable RuntimeException failure;

    Write(Database.Work<T> work) {
        this.work = work;
    }

    /** Completes when its end is known and, where it succeeded, on disk. */
    CompletableFuture<T> done() {
        return done;
    }

    /** May be called again after the transaction was undone. */
    void runIn(Handle handle) {
        result = work.run(handle);
    }

    /** Its own part was undone; {@link #acknowledge} tells. */
    void failed(RuntimeException e) {
        failure = e;
    }

    /** The transaction is on disk. */
    @SuppressWarnings("NullAway") // T itself says whether null is one of its values.
    void acknowledge() {
        if (failure != null) {
            done.completeExceptionally(failure);
        } else {
            done.complete(result);
        }
    }

    /** The whole transaction was undone. */
    void undone(RuntimeException cause) {
        done.completeExceptionally(cause);
    }
}
