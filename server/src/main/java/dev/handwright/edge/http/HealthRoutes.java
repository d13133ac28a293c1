package dev.handwright.edge.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;

/** Says that the server is up. */
public final class HealthRoutes {
    private final Clock clock;
    private final Instant startedAt;

    public HealthRoutes(Clock clock) {
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    public List<Route> routes() {
        return List.of(Route.get("/health", Access.open(), _ -> health()));
    }

    private Reply health() {
        var body = new LinkedHashMap<String, Object>();
        body.put("status", "ok");
        body.put("uptime_seconds", Duration.between(startedAt, clock.instant()).toSeconds());
        return Reply.json(200, body);
    }
}
