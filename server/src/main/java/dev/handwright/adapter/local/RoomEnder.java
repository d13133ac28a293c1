package dev.handwright.adapter.local;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends rooms; what failed is tried again in the background, with growing pauses, until it works or
 * this process ends. One virtual thread for each room that does not end.
 */
final class RoomEnder {
    private static final Logger LOG = LoggerFactory.getLogger(RoomEnder.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final Way way;
    private final Duration firstPause;
    private final Set<RoomId> failed = ConcurrentHashMap.newKeySet();

    RoomEnder(Way way) {
        this(way, FIRST_PAUSE);
    }

    RoomEnder(Way way, Duration firstPause) {
        this.way = way;
        this.firstPause = firstPause;
    }

    /**
     * Ends a room; fine when there is none.
     *
     * @throws IOException when it did not end; it will be tried again
     */
    void end(RoomId id) throws IOException {
        try {
            way.end(id);
        } catch (IOException | RuntimeException e) {
            if (failed.add(id)) {
                Thread.ofVirtual().name("room-end").start(() -> tryAgain(id));
            }
            throw e;
        }
    }

    private void tryAgain(RoomId id) {
        var pause = firstPause;
        while (true) {
            LockSupport.parkNanos(pause.toNanos());
            try {
                way.end(id);
                failed.remove(id);
                LOG.info("{} has been ended after all", id);
                return;
            } catch (IOException | RuntimeException e) {
                pause = pause.multipliedBy(2);
                if (pause.compareTo(LONGEST_PAUSE) > 0) {
                    pause = LONGEST_PAUSE;
                }
                LOG.warn("{} does not end; again in {}", id, pause, e);
            }
        }
    }

    @FunctionalInterface
    interface Way {
        void end(RoomId id) throws IOException;
    }
}
