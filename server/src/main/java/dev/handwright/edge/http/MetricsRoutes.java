package dev.handwright.edge.http;

import dev.handwright.workspaces.KeyScope;
import java.util.List;
import java.util.function.Supplier;

/** {@code GET /metrics} for Prometheus. It counts over all workspaces, so it is not for tenants. */
public final class MetricsRoutes {
    private final Supplier<String> metrics;
    private final boolean open;

    /**
     * @param open whether it is read without a key, see {@code http.metrics_open}
     */
    public MetricsRoutes(Supplier<String> metrics, boolean open) {
        this.metrics = metrics;
        this.open = open;
    }

    public List<Route> routes() {
        var access = open ? Access.open() : Access.key(KeyScope.ADMIN);
        return List.of(
                Route.get(
                        "/metrics",
                        access,
                        _ -> Reply.text(200, "text/plain; version=0.0.4", metrics.get())));
    }
}
