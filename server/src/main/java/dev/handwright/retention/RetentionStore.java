package dev.handwright.retention;

import dev.handwright.workspaces.Workspace;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Keeps the rules, and knows what is older than they allow. */
public interface RetentionStore {
    /** Days; what is not in it is kept for ever. */
    Map<Kept, Integer> days(Workspace.Id workspace);

    /** Replaces all rules of a workspace. */
    void set(Workspace.Id workspace, Map<Kept, Integer> days);

    /** Those of every workspace. */
    List<Rule> rules();

    /**
     * Ids of what ended before a time, oldest first: of runs, except those with webhook events that
     * are still to be delivered; or of runs and films that have files, or a recording.
     */
    List<UUID> old(Workspace.Id workspace, Kept kept, Instant before, int limit);

    /** Removes every row of a run. */
    void forgetRun(UUID run);

    /** Removes the row of a film; fine where it is none. */
    void forgetFilm(UUID film);

    record Rule(Workspace.Id workspace, Kept kept, int days) {}
}
