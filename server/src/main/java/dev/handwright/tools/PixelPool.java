package dev.handwright.tools;

import dev.handwright.desktops.Pixels;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;

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
    private final Deque<Loan> free = new ArrayDeque<>(); // guarded by itself

    /** Room that is given back by closing. */
    final class Loan implements AutoCloseable {
        private final String user;
        private final Pixels pixels;
        private final int mebibytes;

        private Loan(String user, Pixels pixels, int mebibytes) {
            this.user = user;
            this.pixels = pixels;
            this.mebibytes = mebibytes;
        }

        Pixels pixels() {
            return pixels;
        }

        @Override
        public void close() {
            synchronized (free) {
                free.addFirst(this);
                long kept = 0;
                for (var loan : free) {
                    kept += loan.pixels.bgrx().length;
                }
                while (kept > KEPT_BYTES) {
                    kept -= free.removeLast().pixels.bgrx().length;
                }
            }
            places.release(mebibytes);
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
        int mebibytes = Math.clamp(bytes / MEBIBYTE + 1, 1, MOST_MEBIBYTES);
        places.acquireUninterruptibly(mebibytes);
        synchronized (free) {
            for (var loan : free) {
                if (loan.user.equals(user)) {
                    free.remove(loan);
                    return new Loan(user, loan.pixels, mebibytes);
                }
            }
            if (free.isEmpty()) {
                return new Loan(user, new Pixels(), mebibytes);
            }
            var pixels = free.removeLast().pixels;
            pixels.blank();
            return new Loan(user, pixels, mebibytes);
        }
    }
}
