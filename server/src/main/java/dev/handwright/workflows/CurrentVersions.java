package dev.handwright.workflows;

import dev.handwright.workspaces.Workspace;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The current versions in memory, with their schemas read. Right for one server only, which tells
 * it of each change ({@link #forget}); docs/adr/0022 says what several need. For many threads.
 */
final class CurrentVersions {
    /** When it is full it starts anew: simpler than ageing, and a miss costs one read. */
    private static final int LIMIT = 2000;

    private final WorkflowStore store;
    private final ConcurrentHashMap<Workflow.Id, Entry> entries = new ConcurrentHashMap<>();

    CurrentVersions(WorkflowStore store) {
        this.store = store;
    }

    Optional<Startable> find(Workspace.Id workspace, Workflow.Id id) {
        var known = entries.get(id);
        if (known == null) {
            if (entries.size() >= LIMIT) {
                entries.clear();
            }
            // Loading under the entry's lock: a forget that comes meanwhile waits and then removes
            // what was read before the change.
            known = entries.computeIfAbsent(id, _ -> load(workspace, id));
        }
        return known != null && known.workspace.equals(workspace)
                ? Optional.of(known.startable)
                : Optional.empty();
    }

    void forget(Workflow.Id id) {
        entries.remove(id);
    }

    private @org.jspecify.annotations.Nullable Entry load(Workspace.Id workspace, Workflow.Id id) {
        return store.find(workspace, id)
                .map(it ->
                        new Entry(
                                workspace,
                                new Startable(
                                        id,
                                        it.version().number(),
                                        ParamsSchema.read(it.version().paramsSchema()),
                                        it.version().secureSchema().map(SecureSchema::read))))
                .orElse(null);
    }

    private record Entry(Workspace.Id workspace, Startable startable) {}
}
