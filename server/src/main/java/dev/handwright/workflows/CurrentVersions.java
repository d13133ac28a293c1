package dev.handwright.workflows;

import dev.handwright.workspaces.Workspace;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The current versions in memory, with their schemas read. This server tells it of each change
 * ({@link #forget}); what another one publishes is seen after {@link #TRUST}. For many threads.
 */
final class CurrentVersions {
    /** When it is full it starts anew: simpler than ageing, and a miss costs one read. */
    private static final int LIMIT = 2000;

    /** How long an entry is good without a look at the database. */
    static final Duration TRUST = Duration.ofSeconds(1);

    private final WorkflowStore store;
    private final Clock clock;
    private final ConcurrentHashMap<Workflow.Id, Entry> entries = new ConcurrentHashMap<>();

    CurrentVersions(WorkflowStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    Optional<Startable> find(Workspace.Id workspace, Workflow.Id id) {
        var known = entries.get(id);
        if (known != null && !known.workspace.equals(workspace)) {
            return Optional.empty();
        }
        if (known == null || isOld(known)) {
            if (entries.size() >= LIMIT) {
                entries.clear();
            }
            // Loading under the entry's lock: a forget that comes meanwhile waits and then removes
            // what was read before the change.
            known =
                    entries.compute(
                            id,
                            (_, old) -> old == null || isOld(old) ? load(workspace, id, old) : old);
        }
        return known != null && known.workspace.equals(workspace)
                ? Optional.of(known.startable)
                : Optional.empty();
    }

    private boolean isOld(Entry entry) {
        var age = Duration.between(entry.readAt, clock.instant());
        return age.abs().compareTo(TRUST) >= 0; // also where the clock was set back
    }

    void forget(Workflow.Id id) {
        entries.remove(id);
    }

    /**
     * @param old a version never changes, so its schemas need not be read again
     */
    private @Nullable Entry load(Workspace.Id workspace, Workflow.Id id, @Nullable Entry old) {
        var readAt = clock.instant();
        return store.find(workspace, id)
                .map(it ->
                        old != null && old.startable.version() == it.version().number()
                                ? old.startable
                                : startable(id, it.version()))
                .map(it -> new Entry(workspace, it, readAt))
                .orElse(null);
    }

    private static Startable startable(Workflow.Id id, Version version) {
        return new Startable(
                id,
                version.number(),
                ParamsSchema.read(version.paramsSchema()),
                version.secureSchema().map(SecureSchema::read));
    }

    private record Entry(Workspace.Id workspace, Startable startable, Instant readAt) {}
}
