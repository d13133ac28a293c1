package dev.handwright.runs;

import java.util.concurrent.ConcurrentHashMap;

/**
 * Where those who execute runs hear that one shall be cancelled. That somebody asked is in the
 * store; this only makes it quick. For many threads.
 */
public final class StopRequests {
    private final ConcurrentHashMap<Run.Id, Runnable> listeners = new ConcurrentHashMap<>();

    /**
     * Calls {@code stop} when the run shall be cancelled. Look into the store after this, for who
     * asked before.
     *
     * @param stop returns at once
     */
    public void listen(Run.Id run, Runnable stop) {
        listeners.put(run, stop);
    }

    public void forget(Run.Id run) {
        listeners.remove(run);
    }

    void request(Run.Id run) {
        var listener = listeners.get(run);
        if (listener != null) {
            listener.run();
        }
    }
}
