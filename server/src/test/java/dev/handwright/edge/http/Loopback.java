package dev.handwright.edge.http;

import dev.handwright.base.ByteSize;
import dev.handwright.base.Ids;
import dev.handwright.base.Metrics;
import dev.handwright.fakes.CountingIds;
import dev.handwright.fakes.FakeClock;
import dev.handwright.fakes.MemorySigningSecretStore;
import dev.handwright.fakes.MemoryWorkspaceStore;
import dev.handwright.workspaces.Workspaces;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How the servers of tests listen: plain, on this machine, on a free port. */
final class Loopback {
    private Loopback() {}

    /** A server that stops within a second. */
    static Server server(Workspaces workspaces, FakeClock clock, Ids ids, List<Route> routes) {
        return new Server(
                settings(ByteSize.mebibytes(1), 64, Duration.ofSeconds(5), Duration.ofSeconds(1)),
                workspaces,
                MemorySigningSecretStore.secrets(clock, ids),
                ids,
                Metrics.none(),
                routes);
    }

    /** The same, of nobody's workspaces: for routes that are open to all. */
    static Server server(List<Route> routes) {
        var clock = new FakeClock();
        var ids = new CountingIds();
        return server(new Workspaces(new MemoryWorkspaceStore(), clock, ids), clock, ids, routes);
    }

    /**
     * @param most requests at a time, and connections
     */
    static ServerSettings settings(ByteSize body, int most, Duration idle, Duration drain) {
        return new ServerSettings(
                "127.0.0.1", 0, Optional.empty(), List.of(), body, most, most, idle, drain);
    }
}
