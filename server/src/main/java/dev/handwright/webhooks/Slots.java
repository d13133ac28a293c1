package dev.handwright.webhooks;

import java.util.HashMap;
import java.util.Map;

/**
 * How many attempts may be under way, in total and to one origin, and how much they may send.
 *
 * <p>An origin starts with a few; each answer doubles its share, each silence halves it. So a
 * receiver that hangs soon holds one slot, and a thousand of them leave room for the others.
 * Guarded by its own lock.
 */
final class Slots {
    static final int FIRST = 4;

    /** Origins remembered; beyond it those that are idle are forgotten. */
    private static final int ORIGINS = 10_000;

    /** Bodies under way, in characters; beyond it no further attempt begins. */
    static final int MOST = 8 << 20;

    private final int total;
    private final int perOrigin;
    private final Map<String, Origin> origins = new HashMap<>();
    private int taken;
    private int characters;

    Slots(int total, int perOrigin) {
        this.total = total;
        this.perOrigin = perOrigin;
    }

    private static final class Origin {
        int share;
        int taken;
    }

    synchronized int freeInTotal() {
        return characters < MOST ? total - taken : 0;
    }

    synchronized int free(String origin) {
        var known = origins.get(origin);
        int free = known == null ? Math.min(FIRST, perOrigin) : known.share - known.taken;
        return Math.max(0, Math.min(free, freeInTotal()));
    }

    synchronized void take(String origin, int length) {
        if (origins.size() >= ORIGINS) {
            origins.values().removeIf(it -> it.taken == 0);
        }
        var known = origins.computeIfAbsent(origin, _ -> fresh());
        known.taken++;
        taken++;
        characters += length;
    }

    synchronized void release(String origin, int length, boolean answered) {
        var known = origins.get(origin);
        if (known == null || known.taken == 0) {
            throw new IllegalStateException("no slot was taken for " + origin);
        }
        known.taken--;
        taken--;
        characters -= length;
        known.share =
                answered ? Math.min(perOrigin, known.share * 2) : Math.max(1, known.share / 2);
    }

    private Origin fresh() {
        var origin = new Origin();
        origin.share = Math.min(FIRST, perOrigin);
        return origin;
    }
}
