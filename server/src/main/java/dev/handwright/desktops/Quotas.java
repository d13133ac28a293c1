package dev.handwright.desktops;

import dev.handwright.workspaces.Workspace;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts the desktops of each workspace and of all, those being made included. For many threads.
 */
final class Quotas {
    private final int perWorkspace;
    private final int inAll;
    private final Map<Workspace.Id, Integer> taken = new HashMap<>();
    private int all;

    Quotas(int perWorkspace, int inAll) {
        this.perWorkspace = perWorkspace;
        this.inAll = inAll;
    }

    /** Whether one more may be made. */
    enum Taken {
        YES,
        /** The workspace has as many as it may. */
        OVER_QUOTA,
        /** All workspaces together have as many as they may. */
        NONE_LEFT
    }

    /**
     * Counts one more, where it may be made.
     *
     * @param elsewhere what the workspace has on other nodes
     */
    synchronized Taken take(Workspace.Id workspace, int elsewhere) {
        if (taken.getOrDefault(workspace, 0) + elsewhere >= perWorkspace) {
            return Taken.OVER_QUOTA;
        }
        if (all >= inAll) {
            return Taken.NONE_LEFT;
        }
        add(workspace);
        return Taken.YES;
    }

    /** Whether all workspaces together have as many as they may on this node. */
    synchronized boolean noneLeft() {
        return all >= inAll;
    }

    /** Counts one that lives already, over the limits too. */
    synchronized void add(Workspace.Id workspace) {
        taken.merge(workspace, 1, Integer::sum);
        all++;
    }

    synchronized void giveBack(Workspace.Id workspace) {
        taken.computeIfPresent(workspace, (_, count) -> count == 1 ? null : count - 1);
        all--;
    }
}
