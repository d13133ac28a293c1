package dev.handwright.desktops;

import dev.handwright.base.Metrics;
import dev.handwright.workspaces.Workspace;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Remembers for a while why desktops ended that nobody deleted. For many threads. */
final class Endings {
    private static final int MOST = 1000;

    private final Map<Desktop.Id, Ending> last =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Desktop.Id, Ending> eldest) {
                    return size() > MOST;
                }
            };

    private final Metrics.Counters counter;

    Endings(Metrics metrics) {
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
    synchronized void add(OwnedDesktop desktop, Instant at, String cause, String reason) {
        counter.add(cause, 1);
        last.put(desktop.id(), new Ending(desktop.workspace(), at, reason));
    }

    synchronized Optional<String> of(Workspace.Id workspace, Desktop.Id id) {
        return Optional.ofNullable(last.get(id))
                .filter(it -> it.workspace.equals(workspace))
                .map(it -> "it ended at %s because %s".formatted(it.at, it.reason));
    }

    private record Ending(Workspace.Id workspace, Instant at, String reason) {}
}
