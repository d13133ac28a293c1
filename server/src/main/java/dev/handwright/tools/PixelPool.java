package dev.handwright.tools;

import dev.handwright.desktops.Pixels;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Room for pictures, shared by all desktops: for many looks at small screens at once or a few at
 * large ones; further ones wait their turn. For many threads.
 */
final class PixelPool {
    private static final int MEBIBYTE = 1 << 20;

    /** In use at a time, by all; a single look that needs more is alone. */
    private static final int MOST_MEBIBYTES = 48;

    /** Kept for the next looks. */
    private static final int KEPT_BYTES = 12 * MEBIBYTE;

    private final Semaphore places = new Semaphore(MOST_MEBIBYTES, true);
    private final Deque<Used> free = new ArrayDeque<>(); // guarded by itself

    private record Used(String user, Pixels pixels) {}

    /** Room that is taken when it is first asked for, and given back by closing. For one thread. */
    final class Loan implements AutoCloseable {
        private final String user;
        private final int mebibytes;
        private @Nullable Pixels pixels;

        private Loan(String user, int mebibytes) {
            this.user = user;
            this.mebibytes = mebibytes;
        }

        /** Waits for its turn the first time, so not to be called before the room is of use. */
        Pixels pixels() {
            var taken = pixels;
            if (taken == null) {
                places.acquireUninterruptibly(mebibytes);
                taken = take(user);
                pixels = taken;
            }
            return taken;
        }

        @Override
        public void close() {
            if (pixels != null) {
                keep(new Used(user, pixels));
                places.release(mebibytes);
            }
        }
    }

    /**
     * Room for one picture. It never holds what another user put there, so that a desktop that
     * sends less than it should shows black, and not somebody else's screen.
     *
     * @param user its name
     * @param bytes what the whole look will need at once
     */
    Loan borrow(String user, long bytes) {
        return new Loan(user, Math.clamp(bytes / MEBIBYTE + 1, 1, MOST_MEBIBYTES));
    }

    private Pixels take(String user) {
        synchronized (free) {
            for (var used : free) {
                if (used.user.equals(user)) {
                    free.remove(used);
                    return used.pixels;
                }
            }
            if (free.isEmpty()) {
                return new Pixels();
            }
            var pixels = free.removeLast().pixels;
            pixels.blank();
            return pixels;
        }
    }

    private void keep(Used last) {
        synchronized (free) {
            free.addFirst(last);
            long kept = 0;
            for (var used : free) {
                kept += used.pixels.bgrx().length;
            }
            while (kept > KEPT_BYTES) {
                kept -= free.removeLast().pixels.bgrx().length;
            }
        }
    }
}
