package dev.handwright.adapter.local;

import java.io.IOException;
import java.io.UncheckedIOException;
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
    private final byte[] pixels;
    private final byte[] before;
    private final Box box = new Box();
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long lastChange = System.nanoTime(); // guarded by lock
    private @Nullable IOException broken; // guarded by lock
    private volatile boolean closed;

    private RfbWatcher(RfbConnection connection) {
        this.connection = connection;
        var size = connection.size();
        this.pixels = new byte[size.width() * size.height() * 4];
        this.before = new byte[pixels.length];
        this.thread = Thread.ofVirtual().name("rfb-watch").unstarted(this::watch);
    }

    /** Returns when it has the whole picture and watches. */
    static RfbWatcher start(Path socket) throws IOException {
        var watcher = new RfbWatcher(RfbConnection.open(socket));
        var size = watcher.connection.size();
        watcher.connection.requestUpdate(false, 0, 0, size.width(), size.height());
        watcher.connection.readUpdate(watcher.pixels, watcher.box);
        System.arraycopy(watcher.pixels, 0, watcher.before, 0, watcher.pixels.length);
        watcher.thread.start();
        return watcher;
    }

    /**
     * Waits until nothing has changed for {@code quiet}, counted from now at the earliest.
     *
     * @return whether that came within {@code atMost}
     */
    boolean awaitStill(Duration quiet, Duration atMost) throws InterruptedException {
        long start = System.nanoTime();
        lock.lock();
        try {
            while (true) {
                if (broken != null) {
                    throw new UncheckedIOException("the desktop's screen does not answer", broken);
                }
                long now = System.nanoTime();
                long since = Math.max(start, lastChange);
                long toQuiet = since + quiet.toNanos() - now;
                long toEnd = start + atMost.toNanos() - now;
                if (toQuiet <= 0) {
                    return true;
                }
                if (toEnd <= 0) {
                    return false;
                }
                var _ = changed.await(Math.min(toQuiet, toEnd), TimeUnit.NANOSECONDS);
            }
        } finally {
            lock.unlock();
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

    private void watch() {
        var size = connection.size();
        try {
            while (!closed) {
                connection.requestUpdate(true, 0, 0, size.width(), size.height());
                box.clear();
                connection.readUpdate(pixels, box);
                if (pictureChanged(size.width())) {
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

    /** Compares what the update touched with what was there, and remembers the new picture. */
    private boolean pictureChanged(int screenWidth) {
        int left = Integer.MAX_VALUE;
        int right = -1;
        int top = -1;
        int bottom = -1;
        int length = (box.right - box.left) * 4;
        for (int row = box.top; row < box.bottom; row++) {
            int from = (row * screenWidth + box.left) * 4;
            int first = Arrays.mismatch(pixels, from, from + length, before, from, from + length);
            if (first < 0) {
                continue;
            }
            int last = length - 1;
            while (pixels[from + last] == before[from + last]) {
                last--;
            }
            left = Math.min(left, first / 4);
            right = Math.max(right, last / 4);
            top = top < 0 ? row : top;
            bottom = row;
            System.arraycopy(pixels, from, before, from, length);
        }
        return right >= 0 && (right - left >= CARET_WIDTH || bottom - top >= CARET_HEIGHT);
    }

    /** The smallest box around all rectangles of an update. */
    private static final class Box implements RfbConnection.RectangleSink {
        int left;
        int top;
        int right;
        int bottom;

        void clear() {
            left = Integer.MAX_VALUE;
            top = Integer.MAX_VALUE;
            right = 0;
            bottom = 0;
        }

        @Override
        public void rectangle(int x, int y, int width, int height) {
            left = Math.min(left, x);
            top = Math.min(top, y);
            right = Math.max(right, x + width);
            bottom = Math.max(bottom, y + height);
        }
    }
}
