package dev.handwright.worker;

import dev.handwright.runs.Run;
import dev.handwright.secrets.Sealing;

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

    Journal of(Run run) {
        return new Journal(store, sealing, key, run);
    }
}
