package dev.handwright.agent;

import dev.handwright.workspaces.Workspace;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Keeps what agents did. */
public interface StepStore {
    void add(Step step);

    /**
     * In order.
     *
     * @param after a number of a step; 0 for all
     */
    List<Step> of(UUID run, int after, int limit);

    /** How many steps a run has; the next one's number is one more. */
    int count(UUID run);

    Spent spentBy(UUID run);

    Spent spentBy(Workspace.Id workspace, Instant since);
}
