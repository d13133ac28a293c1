package dev.handwright.schedules;

import dev.handwright.base.Json;
import dev.handwright.runs.Run;
import dev.handwright.runs.Runs;
import dev.handwright.runs.StartRequest;
import dev.handwright.runs.StartResult;
import dev.handwright.schedules.Schedule.Firing;
import dev.handwright.schedules.Schedule.Plan;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the runs of schedules. The key of a run is its schedule and its tick: however often a tick
 * is fired, by whichever node, it starts one.
 */
public final class Ticks {
    private static final Logger LOG = LoggerFactory.getLogger(Ticks.class);

    /** A tick that is fired later than this was missed. */
    static final Duration PUNCTUAL = Duration.ofMinutes(1);

    /** Keys are remembered until the tick is dealt with, and a day at least. */
    private static final Duration KEY_LASTS = Duration.ofDays(36_500);

    /** Bounds how long one schedule is dealt with before others are. */
    private static final int STEPS = 2 * Schedules.MOST_MISSED;

    private final ScheduleStore store;
    private final Runs runs;
    private final Clock clock;

    public Ticks(ScheduleStore store, Runs runs, Clock clock) {
        this.store = store;
        this.runs = runs;
        this.clock = clock;
    }

    /**
     * Deals with the ticks of a schedule whose time has come.
     *
     * @return when to call again; empty where it was deleted or paused or has no more
     */
    public Optional<Instant> fire(Schedule.Id id) {
        for (int step = 0; step < STEPS; step++) {
            var schedule = store.find(id);
            var tick = schedule.flatMap(Schedule::next);
            if (tick.isEmpty() || tick.get().isAfter(clock.instant())) {
                return tick;
            }
            var again = deal(schedule.get(), tick.get());
            if (again.isPresent()) {
                return again;
            }
        }
        return Optional.of(clock.instant());
    }

    /**
     * @return when to try again, where the tick could not be dealt with now
     */
    private Optional<Instant> deal(Schedule schedule, Instant tick) {
        var due = due(schedule.plan(), tick);
        if (due.isEmpty() || !due.get().equals(tick)) {
            LOG.info("schedule {} missed its tick at {}", schedule.id(), tick);
            store.advance(schedule, with(schedule, due, schedule.last(), schedule.problem()));
            return Optional.empty();
        }
        var next = schedule.plan().cron().after(tick);
        return switch (start(schedule, tick)) {
            case StartResult.Accepted(var run, _, _) -> {
                fired(schedule, tick, next, run);
                yield Optional.empty();
            }
            case StartResult.QueueFull full -> Optional.of(clock.instant().plus(full.retryAfter()));
            case StartResult.NoSuchWorkflow() -> {
                var problem = "The workflow was deleted.";
                failed(schedule, with(paused(schedule), Optional.empty(), problem));
                yield Optional.empty();
            }
            case StartResult.BadParams(var problems) -> {
                failed(schedule, with(schedule, next, String.join("; ", problems)));
                yield Optional.empty();
            }
            case StartResult.BadWebhook(var problem) -> {
                failed(schedule, with(schedule, next, problem));
                yield Optional.empty();
            }
            case StartResult.IdempotencyConflict() -> {
                var problem = "Its idempotency key was taken by a client.";
                failed(schedule, with(schedule, next, problem));
                yield Optional.empty();
            }
            case StartResult.BadIdempotencyKey(var problem) ->
                    throw new IllegalStateException(problem);
            case StartResult.SecureParamsUnsigned() ->
                    throw new IllegalStateException("schedules have no secure params");
        };
    }

    /**
     * The tick that is to be dealt with now: this one, or a later one that its plan for missed ones
     * leads to.
     */
    private Optional<Instant> due(Plan plan, Instant tick) {
        var now = clock.instant();
        var punctual = now.minus(PUNCTUAL);
        if (!tick.isBefore(punctual)) {
            return Optional.of(tick);
        }
        return switch (plan.missed()) {
            case SKIP -> plan.cron().after(punctual.minusMillis(1));
            case ONCE -> oldestOfLast(1, plan.cron(), tick, now);
            case ALL -> oldestOfLast(Schedules.MOST_MISSED, plan.cron(), tick, now);
        };
    }

    /** Where a new time zone database has moved all ticks away, the next one. */
    private static Optional<Instant> oldestOfLast(int count, Cron cron, Instant from, Instant to) {
        return cron.last(count, from, to).stream().findFirst().or(() -> cron.after(to));
    }

    private StartResult start(Schedule schedule, Instant tick) {
        var key = "schedule:%s:%d".formatted(schedule.id(), tick.toEpochMilli());
        var plan = schedule.plan();
        return runs.start(
                schedule.workspace(),
                new StartRequest(
                        plan.workflow().toString(),
                        Json.readObject(plan.paramsJson()),
                        plan.webhook(),
                        Optional.empty(),
                        false,
                        Optional.of(
                                new StartRequest.Idempotency(
                                        key, key.getBytes(StandardCharsets.UTF_8), KEY_LASTS))));
    }

    private void fired(Schedule schedule, Instant tick, Optional<Instant> next, Run.Id run) {
        LOG.debug("schedule {} started run {} for {}", schedule.id(), run, tick);
        var firing = Optional.of(new Firing(tick, run));
        store.advance(schedule, with(schedule, next, firing, Optional.empty()));
    }

    private void failed(Schedule schedule, Schedule after) {
        LOG.warn(
                "schedule {} started no run for {}: {}",
                schedule.id(),
                schedule.next().orElseThrow(),
                after.problem().orElseThrow());
        store.advance(schedule, after);
    }

    private static Schedule with(Schedule schedule, Optional<Instant> next, String problem) {
        return with(schedule, next, schedule.last(), Optional.of(problem));
    }

    private static Schedule with(
            Schedule schedule,
            Optional<Instant> next,
            Optional<Firing> last,
            Optional<String> problem) {
        return new Schedule(
                schedule.id(),
                schedule.workspace(),
                schedule.plan(),
                schedule.createdAt(),
                schedule.updatedAt(),
                next,
                last,
                problem);
    }

    private Schedule paused(Schedule schedule) {
        var plan = schedule.plan();
        return new Schedule(
                schedule.id(),
                schedule.workspace(),
                new Plan(
                        plan.name(),
                        plan.workflow(),
                        plan.paramsJson(),
                        plan.webhook(),
                        plan.cron(),
                        plan.missed(),
                        true),
                schedule.createdAt(),
                schedule.changed(clock.instant().truncatedTo(ChronoUnit.MILLIS)),
                schedule.next(),
                schedule.last(),
                schedule.problem());
    }
}
