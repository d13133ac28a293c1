package dev.handwright;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps other servers off a data folder; the kernel ends it with the process, however that ends.
 */
final class DataLock implements AutoCloseable {
    private final FileLock lock;

    private DataLock(FileLock lock) {
        this.lock = lock;
    }

    /**
     * @throws CannotStart where another server has it
     */
    static DataLock take(Folders folders) {
        try {
            var file =
                    FileChannel.open(
                            folders.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            var lock = tryLock(file);
            if (lock == null) {
                file.close();
                throw new CannotStart(
                        List.of(
                                "Another server works in %s, and both would do the same work; stop that one first, or give this one a folder of its own in storage.data."
                                        .formatted(folders.data())));
            }
            return new DataLock(lock);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "%s cannot be locked; make the data folder writable for this user, on a disk that has locks"
                            .formatted(folders.lock()),
                    e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // by a server in this very process
        }
    }

    @Override
    public void close() throws IOException {
        lock.acquiredBy().close();
    }
}
