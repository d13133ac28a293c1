package dev.handwright.retention;

import dev.handwright.artifacts.Artifact;
import dev.handwright.artifacts.Artifacts;
import dev.handwright.workspaces.Workspace;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How long workspaces keep what has ended, and its removal afterwards. For many threads. */
public final class Retentions {
    /** A hundred years. */
    public static final int MOST_DAYS = 36_500;

    private static final Logger LOG = LoggerFactory.getLogger(Retentions.class);
    private static final int BATCH = 200;

    private final RetentionStore store;
    private final Artifacts artifacts;
    private final Clock clock;

    public Retentions(RetentionStore store, Artifacts artifacts, Clock clock) {
        this.store = store;
        this.artifacts = artifacts;
        this.clock = clock;
    }

    /** Days; what is not in it is kept for ever. */
    public Map<Kept, Integer> days(Workspace.Id workspace) {
        return store.days(workspace);
    }

    /**
     * Replaces all rules of a workspace.
     *
     * @param days each 1 to {@link #MOST_DAYS}
     */
    public void set(Workspace.Id workspace, Map<Kept, Integer> days) {
        store.set(workspace, days);
    }

    /**
     * Removes what is older than the rules allow.
     *
     * @param goOn asked between two removals
     */
    public void sweep(BooleanSupplier goOn) {
        for (var rule : store.rules()) {
            var before = clock.instant().minus(Duration.ofDays(rule.days()));
            boolean more = true;
            while (more) {
                var old = store.old(rule.workspace(), rule.kept(), before, BATCH);
                int removed = 0;
                for (var id : old) {
                    if (!goOn.getAsBoolean()) {
                        return;
                    }
                    removed += remove(rule.kept(), id) ? 1 : 0;
                }
                more = removed > 0 && old.size() == BATCH;
                if (removed > 0) {
                    LOG.info(
                            "removed {} of {} after {} days: {}",
                            rule.kept().word(),
                            rule.workspace(),
                            rule.days(),
                            removed);
                }
            }
        }
    }

    /** Files go first: after a crash in between, the rows lead here again. */
    private boolean remove(Kept kept, UUID id) {
        try {
            if (kept == Kept.RECORDINGS) {
                artifacts.delete(id, Artifact.Kind.RECORDING);
            } else {
                artifacts.delete(id);
            }
            if (kept == Kept.RUNS) {
                store.forgetRun(id);
            } else {
                store.forgetFilm(id);
            }
            return true;
        } catch (IOException e) {
            LOG.error("the files of {} cannot be removed; tried again later", id, e);
            return false;
        }
    }
}
