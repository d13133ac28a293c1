package dev.handwright;

import dev.handwright.adapter.sql.Database;
import dev.handwright.adapter.sql.PostgresUrl;
import dev.handwright.base.Unavailable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the database that the settings name. */
final class DatabaseStart {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseStart.class);

    /** Between two attempts. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private DatabaseStart() {}

    /**
     * @throws CannotStart where PostgreSQL does not answer or refuses us
     */
    static Database now(Config.Storage storage, Folders folders) {
        try {
            return open(storage, folders);
        } catch (Unavailable e) {
            throw new CannotStart(List.of(String.valueOf(e.getMessage())));
        }
    }

    /**
     * Waits for PostgreSQL as long as it does not answer: after a power cut it may come later.
     *
     * @throws CannotStart where it refuses us, or this thread was interrupted
     */
    static Database waiting(Config.Storage storage, Folders folders) {
        while (true) {
            try {
                return open(storage, folders);
            } catch (Unavailable e) {
                LOG.warn("Waiting for the database: {}", e.getMessage());
                pause(e);
            }
        }
    }

    private static Database open(Config.Storage storage, Folders folders) {
        try {
            var postgres = storage.database();
            return postgres.isPresent()
                    ? new Database(postgres.get())
                    : new Database(folders.database());
        } catch (PostgresUrl.Refused e) {
            throw new CannotStart(List.of(String.valueOf(e.getMessage())));
        }
    }

    private static void pause(Unavailable cause) {
        LockSupport.parkNanos(PAUSE.toNanos());
        if (Thread.currentThread().isInterrupted()) {
            throw new CannotStart(List.of(String.valueOf(cause.getMessage())));
        }
    }
}
