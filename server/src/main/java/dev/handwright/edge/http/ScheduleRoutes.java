package dev.handwright.edge.http;

import dev.handwright.base.Json;
import dev.handwright.schedules.Missed;
import dev.handwright.schedules.PlanRequest;
import dev.handwright.schedules.PlanResult;
import dev.handwright.schedules.Schedule;
import dev.handwright.schedules.Schedules;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Schedules: runs that are started by the clock. */
public final class ScheduleRoutes {
    private static final Access RUNS = RunRoutes.RUNS;

    private final Schedules schedules;

    public ScheduleRoutes(Schedules schedules) {
        this.schedules = schedules;
    }

    public List<Route> routes() {
        return List.of(
                Route.post("/schedules", RUNS, this::create),
                Route.get("/schedules", RUNS, this::list),
                Route.get("/schedules/{id}", RUNS, this::get),
                Route.patch("/schedules/{id}", RUNS, this::change),
                Route.delete("/schedules/{id}", RUNS, this::delete));
    }

    private Reply create(Request request) throws IOException {
        var body = body(request);
        var start =
                new PlanRequest(
                        Optional.empty(),
                        Fields.requiredText(body, "workflow_id"),
                        Map.of(),
                        Optional.empty(),
                        Fields.requiredText(body, "cron"),
                        "UTC",
                        Missed.ONCE,
                        false);
        return reply(201, schedules.create(request.workspace(), changed(start, body)));
    }

    private Reply list(Request request) {
        var all = schedules.list(request.workspace());
        var body = new LinkedHashMap<String, Object>();
        body.put("schedules", all.stream().map(ScheduleRoutes::wire).toList());
        body.put("count", all.size());
        return Reply.json(200, body);
    }

    private Reply get(Request request) {
        return schedules
                .get(request.workspace(), id(request))
                .map(it -> Reply.json(200, wire(it)))
                .orElseThrow(ScheduleRoutes::noSuchSchedule);
    }

    private Reply change(Request request) throws IOException {
        var body = body(request);
        return reply(
                200, schedules.change(request.workspace(), id(request), it -> changed(it, body)));
    }

    private Reply delete(Request request) {
        if (!schedules.delete(request.workspace(), id(request))) {
            throw noSuchSchedule();
        }
        return Reply.noContent();
    }

    private static Map<String, @Nullable Object> body(Request request) throws IOException {
        var body = request.json();
        if (body.get("secure_workflow_params") != null) {
            throw Problem.badRequest(
                    "A schedule takes no secure_workflow_params: they are kept for one run only."
                            + " Let a program of yours send signed requests at these times.");
        }
        return body;
    }

    /** What the body has replaces what there is; a null takes name and webhook away. */
    private static PlanRequest changed(PlanRequest old, Map<String, @Nullable Object> body) {
        return new PlanRequest(
                body.containsKey("name") ? Fields.text(body, "name") : old.name(),
                Fields.text(body, "workflow_id").orElse(old.workflowId()),
                body.get("workflow_params") == null
                        ? old.params()
                        : RunRoutes.object(body, "workflow_params"),
                body.containsKey("webhook_callback")
                        ? Fields.text(body, "webhook_callback")
                        : old.webhook(),
                Fields.text(body, "cron").orElse(old.cron()),
                Fields.text(body, "time_zone").orElse(old.zone()),
                Fields.text(body, "missed").map(ScheduleRoutes::missed).orElse(old.missed()),
                switch (body.get("paused")) {
                    case null -> old.paused();
                    case Boolean paused -> paused;
                    default -> throw Problem.badRequest("The field 'paused' must be a boolean.");
                });
    }

    private static Missed missed(String word) {
        return Missed.of(word)
                .orElseThrow(() -> Problem.badRequest("'missed' must be one of skip, once, all."));
    }

    private static Reply reply(int status, PlanResult result) {
        return switch (result) {
            case PlanResult.Done(var schedule) -> Reply.json(status, wire(schedule));
            case PlanResult.Bad(var problem) -> throw Problem.badRequest(problem + ".");
            case PlanResult.NoRun(var why) -> RunRoutes.reply(why);
            case PlanResult.TooMany(int limit) ->
                    throw Problem.conflict(
                            "The workspace has its limit of %d schedules; delete one."
                                    .formatted(limit));
            case PlanResult.NoSuchSchedule() -> throw noSuchSchedule();
        };
    }

    private static Map<String, Object> wire(Schedule schedule) {
        var plan = schedule.plan();
        var body = new LinkedHashMap<String, Object>();
        body.put("scheduleId", schedule.id().value());
        body.put("workflowId", plan.workflow().toString());
        plan.name().ifPresent(it -> body.put("name", it));
        body.put("cron", plan.cron().text());
        body.put("timeZone", plan.cron().zone().getId());
        body.put("missed", plan.missed().word());
        body.put("paused", plan.paused());
        body.put("workflowParams", Json.raw(plan.paramsJson()));
        plan.webhook().ifPresent(it -> body.put("webhookCallback", it));
        body.put("createdAt", WireTime.of(schedule.createdAt()));
        body.put("updatedAt", WireTime.of(schedule.updatedAt()));
        schedule.next().ifPresent(it -> body.put("nextAt", WireTime.of(it)));
        schedule.last()
                .ifPresent(it -> {
                    body.put("lastAt", WireTime.of(it.tick()));
                    body.put("lastMessageId", it.run().toString());
                });
        schedule.problem().ifPresent(it -> body.put("problem", it));
        return body;
    }

    private static Schedule.Id id(Request request) {
        return new Schedule.Id(request.path("id"));
    }

    private static Problem noSuchSchedule() {
        return Problem.notFound("There is no schedule with this id.");
    }
}
