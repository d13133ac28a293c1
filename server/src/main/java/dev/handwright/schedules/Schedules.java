package dev.handwright.schedules;

import dev.handwright.base.Ids;
import dev.handwright.base.Json;
import dev.handwright.runs.Runs;
import dev.handwright.runs.StartRequest;
import dev.handwright.schedules.Schedule.Plan;
import dev.handwright.workflows.Workflow;
import dev.handwright.workspaces.Workspace;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Makes, shows, changes and deletes schedules. For many threads. */
public final class Schedules {
    /** Ticks that {@link Missed#ALL} starts runs for after the server was away. */
    public static final int MOST_MISSED = 100;

    private static final int NAME_LIMIT = 200;

    private final ScheduleStore store;
    private final Runs runs;
    private final int perWorkspace;
    private final Clock clock;
    private final Ids ids;

    /**
     * @param perWorkspace how many each may have
     */
    public Schedules(ScheduleStore store, Runs runs, int perWorkspace, Clock clock, Ids ids) {
        this.store = store;
        this.runs = runs;
        this.perWorkspace = perWorkspace;
        this.clock = clock;
        this.ids = ids;
    }

    public PlanResult create(Workspace.Id workspace, PlanRequest request) {
        return switch (check(workspace, request)) {
            case Checked.Bad(var result) -> result;
            case Checked.Good(var plan) -> {
                var at = now();
                var schedule =
                        new Schedule(
                                new Schedule.Id(ids.token("sch_")),
                                workspace,
                                plan,
                                at,
                                at,
                                next(plan, at),
                                Optional.empty(),
                                Optional.empty());
                yield store.add(schedule, perWorkspace)
                        ? new PlanResult.Done(schedule)
                        : new PlanResult.TooMany(perWorkspace);
            }
        };
    }

    public Optional<Schedule> get(Workspace.Id workspace, Schedule.Id id) {
        return store.find(workspace, id);
    }

    /** Oldest first. */
    public List<Schedule> list(Workspace.Id workspace) {
        return store.list(workspace);
    }

    /**
     * Changes a plan. Ticks that passed while it was paused, or with the times it had before, are
     * not missed.
     *
     * @param change of the present plan; made again where somebody else changes it meanwhile
     */
    public PlanResult change(
            Workspace.Id workspace, Schedule.Id id, UnaryOperator<PlanRequest> change) {
        while (true) {
            var before = store.find(workspace, id);
            if (before.isEmpty()) {
                return new PlanResult.NoSuchSchedule();
            }
            switch (check(workspace, change.apply(request(before.get().plan())))) {
                case Checked.Bad(var result) -> {
                    return result;
                }
                case Checked.Good(var plan) -> {
                    boolean moved = moved(before.get().plan(), plan);
                    var after = changed(before.get(), plan, moved);
                    if (store.change(before.get(), after, moved)) {
                        return new PlanResult.Done(after);
                    }
                }
            }
        }
    }

    private static boolean moved(Plan before, Plan after) {
        return after.paused() != before.paused()
                || !after.cron().toString().equals(before.cron().toString());
    }

    private Schedule changed(Schedule before, Plan plan, boolean moved) {
        var at = now();
        return new Schedule(
                before.id(),
                before.workspace(),
                plan,
                before.createdAt(),
                before.changed(at),
                moved ? next(plan, at) : before.next(),
                before.last(),
                Optional.empty());
    }

    /**
     * @return whether there was one
     */
    public boolean delete(Workspace.Id workspace, Schedule.Id id) {
        return store.delete(workspace, id);
    }

    private static Optional<Instant> next(Plan plan, Instant at) {
        return plan.paused() ? Optional.empty() : plan.cron().after(at);
    }

    private sealed interface Checked {
        record Good(Plan plan) implements Checked {}

        record Bad(PlanResult result) implements Checked {}
    }

    private Checked check(Workspace.Id workspace, PlanRequest request) {
        var name = request.name().map(String::strip);
        if (name.isPresent() && (name.get().isEmpty() || name.get().length() > NAME_LIMIT)) {
            return bad("'name' has 1 to %d characters".formatted(NAME_LIMIT));
        }
        Cron cron;
        try {
            cron = Cron.parse(request.cron(), request.zone());
        } catch (Cron.BadCron e) {
            return bad(String.valueOf(e.getMessage()));
        }
        var refusal =
                runs.refusal(
                        workspace,
                        new StartRequest(
                                request.workflowId(),
                                request.params(),
                                request.webhook(),
                                Optional.empty(),
                                false,
                                Optional.empty()));
        return refusal.<Checked>map(it -> new Checked.Bad(new PlanResult.NoRun(it)))
                .orElseGet(() ->
                        new Checked.Good(
                                new Plan(
                                        name,
                                        new Workflow.Id(UUID.fromString(request.workflowId())),
                                        Json.write(request.params()),
                                        request.webhook(),
                                        cron,
                                        request.missed(),
                                        request.paused())));
    }

    private static Checked bad(String problem) {
        return new Checked.Bad(new PlanResult.Bad(problem));
    }

    private static PlanRequest request(Plan plan) {
        return new PlanRequest(
                plan.name(),
                plan.workflow().toString(),
                Json.readObject(plan.paramsJson()),
                plan.webhook(),
                plan.cron().text(),
                plan.cron().zone().getId(),
                plan.missed(),
                plan.paused());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
