package dev.handwright.tools;

import dev.handwright.desktops.Pixels;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Room for pictures, shared by all desktops: only as much is kept as looks were under way at once,
 * and at most {@value #KEPT} of them. For many threads.
 */
final class PixelPool {
    private static final int KEPT = 8;

    /**
     * @param user the name of who used it last
     */
    private record Room(Pixels pixels, String user) {}

    private final Deque<Room> free = new ArrayDeque<>(); // guarded by itself

    /**
     * Room for one picture, to be given back; a user that fails may drop it. It never holds what
     * another user put there, so that a desktop that sends less than it should shows black, and not
     * somebody else's screen.
     */
    Pixels borrow(String user) {
        synchronized (free) {
            for (var room : free) {
                if (room.user().equals(user)) {
                    free.remove(room);
                    return room.pixels();
                }
            }
            if (free.isEmpty()) {
                return new Pixels();
            }
            var pixels = free.removeLast().pixels();
            Arrays.fill(pixels.bgrx(), (byte) 0);
            return pixels;
        }
    }

    void giveBack(Pixels pixels, String user) {
        synchronized (free) {
            if (free.size() < KEPT) {
                free.addFirst(new Room(pixels, user));
            }
        }
    }
}
