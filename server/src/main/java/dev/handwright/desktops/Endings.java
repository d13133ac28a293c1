package dev.handwright.desktops;

import dev.handwright.base.Metrics;
import dev.handwright.workspaces.Workspace;
import java.time.Instant;
import java.util.Optional;

/** Counts and remembers why desktops ended that nobody deleted. For many threads. */
final class Endings {
    private final DesktopStore store;
    private final Metrics.Counters counter;

    Endings(DesktopStore store, Metrics metrics) {
        this.store = store;
        counter =
                metrics.counters(
                        "handwright_desktops_ended_total",
                        "Desktops of workspaces that ended and were not deleted",
                        "cause");
    }

    /**
     * @param cause one word
     * @param reason a clause
     */
    void add(OwnedDesktop desktop, Instant at, String cause, String reason) {
        counter.add(cause, 1);
        store.add(new Ending(desktop.id(), desktop.workspace(), at, reason));
    }

    Optional<String> of(Workspace.Id workspace, Desktop.Id id) {
        return store.ending(id)
                .filter(it -> it.workspace().equals(workspace))
                .map(it -> "it ended at %s because %s".formatted(it.at(), it.reason()));
    }
}
