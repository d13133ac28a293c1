package dev.handwright.edge.http;

import dev.handwright.runs.Run;
import dev.handwright.webhooks.Attempt;
import dev.handwright.webhooks.WebhookEvent;
import dev.handwright.webhooks.WebhookEvent.State;
import dev.handwright.webhooks.WebhookStore;
import dev.handwright.webhooks.Webhooks;
import dev.handwright.workspaces.KeyScope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The delivery log of a run's webhooks, sending one again, and whether any are stuck. */
public final class WebhookRoutes {
    private final Webhooks webhooks;

    public WebhookRoutes(Webhooks webhooks) {
        this.webhooks = webhooks;
    }

    public List<Route> routes() {
        var access = Access.key(KeyScope.RUNS);
        return List.of(
                Route.get("/webhooks", access, this::undelivered),
                Route.get("/runs/{id}/webhooks", access, this::ofRun),
                Route.post("/runs/{id}/webhooks/{eventId}/redeliver", access, this::redeliver));
    }

    private Reply undelivered(Request request) {
        var undelivered = webhooks.undelivered(request.workspace());
        var wire = new LinkedHashMap<String, Object>();
        wire.put("undelivered", undelivered.count());
        undelivered
                .oldest()
                .ifPresent(at -> wire.put("oldest_undelivered_since", at.getEpochSecond()));
        return Reply.json(200, wire);
    }

    private Reply ofRun(Request request) {
        var run = run(request);
        var events =
                webhooks.ofRun(request.workspace(), run).orElseThrow(WebhookRoutes::noRun).stream()
                        .map(this::wire)
                        .toList();
        var wire = new LinkedHashMap<String, Object>();
        wire.put("message_id", run.toString());
        wire.put("events", events);
        return Reply.json(200, wire);
    }

    private Reply redeliver(Request request) {
        var id = new WebhookEvent.Id(request.path("eventId"));
        return switch (webhooks.redeliver(request.workspace(), run(request), id)) {
            case Webhooks.Redelivery.Due(var event) -> {
                var wire = new LinkedHashMap<String, Object>();
                wire.put("event_id", event.id().value());
                wire.put("message", "The event is sent again now; see the run's webhooks.");
                yield Reply.json(202, wire);
            }
            case Webhooks.Redelivery.NoSuchEvent() ->
                    throw Problem.notFound("There is no such run, or it has no such event.");
            case Webhooks.Redelivery.NotNow(var why) -> throw Problem.conflict(why);
        };
    }

    private static Run.Id run(Request request) {
        return request.uuid("id").map(Run.Id::new).orElseThrow(WebhookRoutes::noRun);
    }

    private static Problem noRun() {
        return Problem.notFound("There is no run with this id.");
    }

    private Map<String, Object> wire(WebhookStore.Logged logged) {
        var event = logged.event();
        var wire = new LinkedHashMap<String, Object>();
        wire.put("event_id", event.id().value());
        wire.put("status", word(event.status()));
        wire.put("url", event.url().toString());
        wire.put("state", word(event.state()));
        wire.put("created_at", event.createdAt().getEpochSecond());
        if (event.state() == State.PENDING && !event.isUnderWay()) {
            wire.put("next_attempt_at", event.nextAttemptAt().getEpochSecond());
        }
        wire.put("attempts", logged.attempts().stream().map(WebhookRoutes::wire).toList());
        return wire;
    }

    private static Map<String, Object> wire(Attempt attempt) {
        var wire = new LinkedHashMap<String, Object>();
        wire.put("number", attempt.number());
        wire.put("at", attempt.at().getEpochSecond());
        wire.put("duration_ms", attempt.duration().toMillis());
        attempt.address().ifPresent(it -> wire.put("address", it));
        attempt.httpStatus().ifPresent(it -> wire.put("http_status", it));
        wire.put("outcome", attempt.outcome());
        attempt.response().ifPresent(it -> wire.put("response", it));
        return wire;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
