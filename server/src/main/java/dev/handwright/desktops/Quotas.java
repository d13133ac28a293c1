package dev.handwright.desktops;

import dev.handwright.workspaces.Workspace;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Counts the desktops of each workspace, those being made included. For many threads. */
final class Quotas {
    private final int limit;
    private final Map<Workspace.Id, Integer> taken = new ConcurrentHashMap<>();

    Quotas(int limit) {
        this.limit = limit;
    }

    /** Counts one more; false where the workspace has as many as it may. */
    boolean take(Workspace.Id workspace) {
        var granted = new AtomicBoolean();
        taken.compute(
                workspace,
                (_, count) -> {
                    int before = count == null ? 0 : count;
                    granted.set(before < limit);
                    return granted.get() ? before + 1 : before;
                });
        return granted.get();
    }

    /** Counts one that lives already, over the limit too. */
    void add(Workspace.Id workspace) {
        taken.merge(workspace, 1, Integer::sum);
    }

    void giveBack(Workspace.Id workspace) {
        taken.computeIfPresent(workspace, (_, count) -> count == 1 ? null : count - 1);
    }
}
