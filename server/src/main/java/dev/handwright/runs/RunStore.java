package dev.handwright.runs;

import dev.handwright.base.Page;
import dev.handwright.nodes.Node;
import dev.handwright.workflows.Workflow;
import dev.handwright.workspaces.Workspace;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Keeps runs. Each method is one transaction, on disk when it returns, and an event it is given is
 * written in that very transaction.
 */
public interface RunStore {
    /**
     * Adds a queued run, unless its idempotency key is already taken.
     *
     * @param mark empty: always adds
     * @param secrets its secure params, sealed; kept until the run ends
     */
    Added add(Run run, Optional<Mark> mark, Optional<String> secrets);

    /** Empty where the run was never given any. */
    Optional<Secrets> secrets(Run.Id run);

    /** The run an idempotency key stands for since {@code notBefore}. */
    Optional<Marked> marked(Workspace.Id workspace, String key, Instant notBefore);

    Optional<Run> find(Workspace.Id workspace, Run.Id id);

    /** Newest first. */
    Page<RunSummary> list(Workspace.Id workspace, RunFilter filter);

    /**
     * Takes a queued run that the limits allow, and makes it running. Workspaces take turns: first
     * who was served least lately; within one the higher priority first, then the older. Several
     * nodes may do so at once, and the limits hold over all of them.
     *
     * @param processing makes the event of the run as it was taken
     */
    Optional<Run> take(
            String worker, Limits limits, Instant at, Function<Run, Optional<RunEvent>> processing);

    /**
     * Ends a queued run as cancelled, or notes on a running one that it shall be cancelled.
     *
     * @param ended makes the event of a run that was still queued
     * @return the run as it is afterwards; empty where there is none
     */
    Optional<Cancelling> cancel(
            Workspace.Id workspace, Run.Id id, Instant at, Function<Run, Optional<RunEvent>> ended);

    /**
     * Ends a running run.
     *
     * @param run as it shall be: its state is an end, its attempt the one that was taken
     */
    EndResult end(Run run, Optional<RunEvent> event);

    /**
     * Takes back every running run of a worker that has just started anew, and those of workers
     * that no node is known for. Their attempt is raised: whoever executed them is fenced off.
     */
    List<Run> takeBack(String worker, Instant at);

    /**
     * Takes over running runs of a dead node, the oldest first, and raises their attempt. None
     * where it has beaten again meanwhile.
     */
    List<Run> takeOver(Node dead, String worker, int most, Instant at);

    /**
     * Takes again the running runs of a worker that it does not know of: what took them was done,
     * and its answer was lost. Their attempt is raised.
     */
    List<Run> takeUnknown(String worker, Set<Run.Id> known, Instant at);

    /** The running runs of a worker. */
    Map<Run.Id, Held> held(String worker);

    /** How many runs are queued; counts them one by one. */
    int queued();

    /** When the run that has waited longest was accepted. */
    Optional<Instant> oldestQueued();

    /**
     * Deletes idempotency marks made before {@code time}, at most {@code limit}.
     *
     * @return how many
     */
    int forgetMarks(Instant time, int limit);

    /**
     * Running runs at a time.
     *
     * @param perWorkspace 0: any number
     */
    record Limits(int perWorkspace, int perWorkflow) {}

    /**
     * @param bodyHmac hex HMAC of the request that made it
     */
    record Mark(String key, String bodyHmac, Instant notBefore) {}

    /**
     * @param sealed empty once the run has ended
     */
    record Secrets(Optional<String> sealed) {}

    record Held(int attempt, boolean cancelAsked) {}

    record Marked(Run.Id run, Workflow.Id workflow, String bodyHmac) {}

    /**
     * @param endedNow it was queued and this call has ended it
     */
    record Cancelling(Run run, boolean endedNow) {}

    /** What came of adding. */
    sealed interface Added {
        record Stored() implements Added {}

        record KeyTaken(Marked by) implements Added {}
    }

    /** What came of ending. */
    enum EndResult {
        ENDED,
        /** Somebody has asked to cancel it: it must end as cancelled. */
        CANCEL_ASKED,
        /** It is not this attempt's any more; leave it alone. */
        FENCED
    }
}
