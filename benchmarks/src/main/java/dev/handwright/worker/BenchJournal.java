package dev.handwright.worker;

import dev.handwright.runs.Run;
import dev.handwright.sandboxes.SandboxCalls;
import dev.handwright.secrets.Sealing;

/** What stands between a run's code and its desktop, for benchmarks. */
public final class BenchJournal {
    private BenchJournal() {}

    /** Keeps in the journal what the run asks of {@code calls}. */
    public static SandboxCalls around(
            SandboxCalls calls, Run run, JournalStore store, Sealing sealing) {
        var journal = new Journals(store, sealing, new byte[32]).of(run);
        return new JournalledCalls(
                journal,
                journal.earlier(),
                calls,
                it -> {
                    throw new IllegalStateException(it);
                });
    }
}
