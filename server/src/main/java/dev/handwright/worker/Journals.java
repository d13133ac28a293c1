package dev.handwright.worker;

import dev.handwright.runs.Run;
import dev.handwright.sandboxes.SandboxId;
import dev.handwright.secrets.Sealing;
import java.util.Set;

/** Makes the journal of each run that is executed. */
public final class Journals {
    private final JournalStore store;
    private final Sealing sealing;
    private final byte[] key;

    /**
     * @param sealing of answers, which may tell what the screen showed
     * @param key of HMACs of what was asked, which may have been a secret
     */
    public Journals(JournalStore store, Sealing sealing, byte[] key) {
        this.store = store;
        this.sealing = sealing;
        this.key = key.clone();
    }

    /** Of runs that a worker has taken and that have not ended. */
    public Set<SandboxId> sandboxes(String worker) {
        return store.sandboxes(worker);
    }

    Journal of(Run run) {
        return new Journal(store, sealing, key, run);
    }
}
