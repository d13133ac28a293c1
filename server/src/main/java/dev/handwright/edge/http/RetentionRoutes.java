package dev.handwright.edge.http;

import dev.handwright.retention.Kept;
import dev.handwright.retention.Retentions;
import dev.handwright.workspaces.KeyScope;
import java.io.IOException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long a workspace keeps what has ended. */
public final class RetentionRoutes {
    private final Retentions retentions;

    public RetentionRoutes(Retentions retentions) {
        this.retentions = retentions;
    }

    public List<Route> routes() {
        var admin = Access.key(KeyScope.ADMIN);
        return List.of(
                Route.get("/retention", admin, this::get),
                Route.put("/retention", admin, this::put));
    }

    private Reply get(Request request) {
        return Reply.json(200, wire(retentions.days(request.workspace())));
    }

    /** Replaces all: what is left out is kept for ever. */
    private Reply put(Request request) throws IOException {
        var body = request.json(request.body());
        var days = new EnumMap<Kept, Integer>(Kept.class);
        for (var kept : Kept.values()) {
            switch (body.get(field(kept))) {
                case null -> {}
                case Integer number when number >= 1 && number <= Retentions.MOST_DAYS ->
                        days.put(kept, number);
                default ->
                        throw Problem.badRequest(
                                "'%s' must be a whole number of days from 1 to %d; leave it out to keep for ever."
                                        .formatted(field(kept), Retentions.MOST_DAYS));
            }
        }
        retentions.set(request.workspace(), days);
        return Reply.json(200, wire(days));
    }

    private static Map<String, Object> wire(Map<Kept, Integer> days) {
        var wire = new LinkedHashMap<String, Object>();
        days.forEach((kept, number) -> wire.put(field(kept), number));
        return wire;
    }

    private static String field(Kept kept) {
        return kept.word() + "_days";
    }
}
