package dev.handwright.adapter.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What each kind of database does its own way; {@link Database} has the threads. */
interface Engine {
    /** How many threads read at a time. */
    int readers();

    /** Called on threads for reading. */
    <T extends @Nullable Object> T read(Database.Work<T> work);

    /**
     * Commits together what can be, and completes every one. Called on the one thread for writing;
     * throws nothing.
     */
    void commit(List<Write<?>> group);

    /** What is appended to a select of rows that are to be changed, where others may want them. */
    String skipLocked();

    void close();
}
