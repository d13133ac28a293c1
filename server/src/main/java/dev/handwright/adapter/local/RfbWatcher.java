package dev.handwright.adapter.local;

import dev.handwright.desktops.DisplaySize;
import dev.handwright.desktops.Screen.Stillness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Knows when the picture changed last: a connection of its own that always has an incremental
 * request open. A blinking text caret is no change: toolkits blink at 500 ms, and no page would
 * ever be still.
 */
final class RfbWatcher implements AutoCloseable {
    /** What changed is a caret if it is at most this wide and high, in pixels. */
    private static final int CARET_WIDTH = 3;

    private static final int CARET_HEIGHT = 48;

    private final RfbConnection connection;
    private Shown shown;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long lastChange = System.nanoTime(); // guarded by lock
    private @Nullable IOException broken; // guarded by lock
    private long lastUse = System.nanoTime(); // guarded by lock
    private int users; // guarded by lock
    private volatile boolean closed;

    private RfbWatcher(RfbConnection connection) {
        this.connection = connection;
        this.shown = new Shown(connection.size());
        this.thread = Thread.ofVirtual().name("rfb-watch").unstarted(this::watch);
    }

    /** Returns when it has the whole picture and watches. */
    static RfbWatcher start(Path socket) throws IOException {
        var watcher = new RfbWatcher(RfbConnection.open(socket, false));
        try (var _ = watcher.connection.deadline()) {
            watcher.readWhole();
        } catch (IOException e) {
            watcher.connection.close();
            throw e;
        }
        watcher.thread.start();
        return watcher;
    }

    /** Somebody will wait soon. */
    void use() {
        lock.lock();
        try {
            lastUse = System.nanoTime();
        } finally {
            lock.unlock();
        }
    }

    /** Whether nobody waits, and nobody has for so long; or it is broken. */
    boolean isUseless(Duration unused) {
        lock.lock();
        try {
            return broken != null || (users == 0 && System.nanoTime() - lastUse > unused.toNanos());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until nothing has changed for {@code quiet}, counted from now at the earliest.
     *
     * @param meanwhile run when half of that is over
     */
    Stillness settle(Duration quiet, Duration atMost, Runnable meanwhile)
            throws InterruptedException {
        long start = System.nanoTime();
        long prepared = start - 1; // since which change that was done
        lock.lock();
        users++;
        try {
            while (true) {
                if (broken != null) {
                    throw new UncheckedIOException("the desktop's screen does not answer", broken);
                }
                long now = System.nanoTime();
                long since = Math.max(start, lastChange);
                long toQuiet = since + quiet.toNanos() - now;
                long toEnd = start + atMost.toNanos() - now;
                if (toQuiet <= 0 || toEnd <= 0) {
                    return new Stillness(toQuiet <= 0, Duration.ofNanos(since - start));
                }
                long toHalf = prepared == since ? toQuiet : toQuiet - quiet.toNanos() / 2;
                if (toHalf <= 0) {
                    prepared = since;
                    unlocked(meanwhile);
                } else {
                    var _ = changed.await(Math.min(toHalf, toEnd), TimeUnit.NANOSECONDS);
                }
            }
        } finally {
            users--;
            lastUse = System.nanoTime();
            lock.unlock();
        }
    }

    private void unlocked(Runnable meanwhile) {
        lock.unlock();
        try {
            meanwhile.run();
        } finally {
            lock.lock();
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        connection.close();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void readWhole() throws IOException {
        do {
            var size = connection.size();
            shown = new Shown(size);
            connection.requestUpdate(false, 0, 0, size.width(), size.height());
        } while (!connection.readUpdate(shown));
    }

    private void watch() {
        try {
            while (!closed) {
                var size = connection.size();
                connection.requestUpdate(true, 0, 0, size.width(), size.height());
                shown.forgetChanges();
                if (!connection.readUpdate(shown)) {
                    readWhole();
                    signal(null);
                } else if (shown.changedByMoreThanACaret()) {
                    signal(null);
                }
            }
        } catch (IOException e) {
            if (!closed) {
                signal(e);
            }
        }
    }

    private void signal(@Nullable IOException failure) {
        lock.lock();
        try {
            lastChange = System.nanoTime();
            broken = failure;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The picture as it was told last, and the smallest box around what then became different. */
    private static final class Shown implements RfbConnection.Canvas {
        private final byte[] bgrx;
        private final int width;
        private final byte[] fresh;
        private int left;
        private int right;
        private int top;
        private int bottom;

        Shown(DisplaySize size) {
            this.width = size.width();
            this.bgrx = new byte[size.width() * size.height() * 4];
            this.fresh = new byte[width * 4];
        }

        void forgetChanges() {
            left = Integer.MAX_VALUE;
            top = Integer.MAX_VALUE;
            right = -1;
            bottom = -1;
        }

        boolean changedByMoreThanACaret() {
            return right >= 0 && (right - left >= CARET_WIDTH || bottom - top >= CARET_HEIGHT);
        }

        @Override
        public void row(int x, int y, int count, ByteBuffer pixels) {
            int length = count * 4;
            int from = (y * width + x) * 4;
            pixels.get(fresh, 0, length);
            int first = Arrays.mismatch(fresh, 0, length, bgrx, from, from + length);
            if (first < 0) {
                return;
            }
            int last = length - 1;
            while (fresh[last] == bgrx[from + last]) {
                last--;
            }
            left = Math.min(left, x + first / 4);
            right = Math.max(right, x + last / 4);
            top = Math.min(top, y);
            bottom = Math.max(bottom, y);
            System.arraycopy(fresh, 0, bgrx, from, length);
        }
    }
}
