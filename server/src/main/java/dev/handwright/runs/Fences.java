package dev.handwright.runs;

import dev.handwright.nodes.Lease;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The fences of all runs that this node executes. For many threads. */
public final class Fences {
    private static final Logger LOG = LoggerFactory.getLogger(Fences.class);

    private final RunStore store;
    private final String worker;
    private final Lease lease;
    private final ConcurrentHashMap<Run.Id, Fence> fences = new ConcurrentHashMap<>();

    /**
     * @param worker this node, as it is written in the runs that it takes
     */
    public Fences(RunStore store, String worker, Lease lease) {
        this.store = store;
        this.worker = worker;
        this.lease = lease;
    }

    /**
     * Begins to watch a run that was taken. Look into the store after this, for who asked to cancel
     * it before.
     */
    public Fence open(Run run, Fence.Listener listener) {
        var fence = new Fence(run, lease, listener);
        fences.put(run.id(), fence);
        return fence;
    }

    /** Of a run that is executed now. */
    public Optional<Fence> of(Run.Id run) {
        return Optional.ofNullable(fences.get(run));
    }

    /** All that are executed now. */
    Set<Run.Id> runs() {
        return Set.copyOf(fences.keySet());
    }

    public void close(Run.Id run) {
        fences.remove(run);
    }

    /**
     * Sees which runs are still this node's own. Called with each beat, before it counts: whoever
     * finds the lease held again finds the fences of lost runs broken.
     */
    public void review() {
        var known = Map.copyOf(fences); // before the look: what is taken after it is not lost
        if (known.isEmpty()) {
            return;
        }
        var held = store.held(worker);
        known.forEach((run, fence) -> {
            var now = held.get(run);
            if (now == null || now.attempt() != fence.attempt()) {
                LOG.debug("run {} attempt {} is not this node's any more", run, fence.attempt());
                fence.shut();
            } else if (now.cancelAsked()) {
                fence.cancel();
            }
        });
    }

    /** Somebody asked this node; others hear it with their next beat. */
    void cancel(Run.Id run) {
        of(run).ifPresent(Fence::cancel);
    }
}
