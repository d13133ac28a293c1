package dev.handwright.worker;

import dev.handwright.desktops.Desktop;
import dev.handwright.runs.Run;
import dev.handwright.sandboxes.SandboxId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps what the code of running runs was answered, and where they are executed; the end of a run
 * deletes both. Each method is one transaction, on disk when it returns.
 */
public interface JournalStore {
    /** Empty where its code has never started. */
    Optional<RunPlace> place(Run.Id run);

    /**
     * Replaces where it is executed.
     *
     * @return false, with nothing changed, where the run is not this attempt's any more
     */
    boolean put(Run run, RunPlace place);

    /** The same, and forgets every call: the code begins anew. */
    boolean startOver(Run run, RunPlace place);

    /** Those of runs that a worker has taken and that have not ended; some may be dead. */
    Set<Desktop.Id> desktops(String worker);

    /** Sandboxes of the same. */
    Set<SandboxId> sandboxes(String worker);

    /** By their ids, without the answers, which together may be more than memory should hold. */
    List<Earlier> calls(Run.Id run);

    /** The sealed answer of a call; empty while it has none. */
    Optional<String> answer(Run.Id run, long call);

    /**
     * Adds a call, or its answer to one that has none.
     *
     * @return false, with nothing changed, where the run is not this attempt's any more, or the
     *     call was added before
     */
    boolean add(Run run, Call call);

    /**
     * @param id as the code's process counts its calls
     * @param mac hex HMAC of what was asked
     * @param sealed the answer; empty while it is not known whether the call was done
     */
    record Call(long id, String method, String mac, Optional<String> sealed) {}

    /**
     * A call that is in the journal.
     *
     * @param length of the sealed answer, in characters; 0 while there is none
     */
    record Earlier(long id, String method, String mac, int length) {}
}
