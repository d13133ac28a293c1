package dev.handwright.adapter.local;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets work on the same thing happen one at a time. Whoever has the turn may take it again. Nothing
 * is kept for things that nobody works on.
 */
final class Turns<K> {
    private final Map<K, Turn> turns = new ConcurrentHashMap<>();

    /** Waits for the turn, does the work and gives the turn back. */
    <E extends Exception> void take(K thing, Work<E> work) throws E {
        var turn = turns.compute(thing, (_, found) -> join(found == null ? new Turn() : found));
        turn.lock.lock();
        try {
            work.run();
        } finally {
            turn.lock.unlock();
            turns.computeIfPresent(thing, (_, found) -> --found.people == 0 ? null : found);
        }
    }

    /** Things that somebody works on or waits for. */
    int size() {
        return turns.size();
    }

    private static Turn join(Turn turn) {
        turn.people++;
        return turn;
    }

    @FunctionalInterface
    interface Work<E extends Exception> {
        void run() throws E;
    }

    private static final class Turn {
        final ReentrantLock lock = new ReentrantLock();

        /** Who has it or waits for it; touched only inside the map's compute. */
        int people;
    }
}
