package dev.handwright.schedules;

import com.github.kagkarlsson.scheduler.task.schedule.CronSchedule;
import com.github.kagkarlsson.scheduler.task.schedule.CronStyle;
import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A cron expression of five fields in a time zone. Its ticks are whole minutes.
 *
 * <p>Where clocks are set: an expression whose hour is {@code *} goes by elapsed time, so it has no
 * tick in an hour that is left out and two in one that is repeated. Every other has each of its
 * ticks once: the first time in a repeated hour, and when the clocks have been set forward instead
 * of in the hour that was left out.
 */
public final class Cron {
    private static final int LENGTH_LIMIT = 200;

    /** More than one repeated hour has; bounds a search. */
    private static final int MOST_STEPS = 10_000;

    /** Looking back further than this for a tick is given up. */
    private static final Duration FARTHEST = Duration.ofDays(366L * 9);

    private static final Set<String> EVERY_HOUR = Set.of("*", "*/1");

    private final String text;
    private final ZoneId zone;

    /** The same in a zone that has no offset: it counts local times. */
    private final CronSchedule local;

    private final boolean everyHour;

    private Cron(String text, ZoneId zone, CronSchedule local) {
        this.text = text;
        this.zone = zone;
        this.local = local;
        this.everyHour = EVERY_HOUR.contains(text.split(" ")[1]);
    }

    /**
     * @param zone a name of the IANA time zone database, as {@code Europe/Berlin}
     * @throws BadCron with a sentence that says what is wrong
     */
    public static Cron parse(String expression, String zone) {
        var text = expression.strip().replaceAll("\\s+", " ");
        if (text.length() > LENGTH_LIMIT || text.split(" ").length != 5) {
            throw new BadCron(
                    "'cron' has five fields: minute, hour, day of month, month, day of week,"
                            + " as in '30 6 * * 1-5'");
        }
        return new Cron(text, zone(zone), expression(text));
    }

    private static ZoneId zone(String zone) {
        if (ZoneId.getAvailableZoneIds().contains(zone)) {
            return ZoneId.of(zone);
        }
        throw new BadCron(
                "'time_zone' must be a name of the IANA time zone database, as in"
                        + " 'Europe/Berlin' or 'UTC'");
    }

    private static CronSchedule expression(String text) {
        try {
            var parsed = new CronSchedule(text, ZoneOffset.UTC, CronStyle.UNIX);
            if (after(parsed, Instant.EPOCH).isEmpty()) {
                throw new BadCron("'cron' names a time that never comes: " + text);
            }
            return parsed;
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new BadCron("'cron' cannot be read: " + e.getMessage());
        }
    }

    public String text() {
        return text;
    }

    public ZoneId zone() {
        return zone;
    }

    /** The first tick after a time; empty where there is none in this age. */
    public Optional<Instant> after(Instant time) {
        return everyHour ? byElapsedTime(time) : byTheClock(time);
    }

    /**
     * The last ticks of a span, oldest first.
     *
     * @param from included; earlier ones are not looked at
     * @param to included
     */
    public List<Instant> last(int count, Instant from, Instant to) {
        var back = Duration.ofMinutes(count);
        while (true) {
            var start = to.minus(back);
            boolean whole = !start.isAfter(from) || back.compareTo(FARTHEST) > 0;
            var ticks = between(whole ? from : start, to);
            if (whole || ticks.size() >= count) {
                return ticks.subList(Math.max(0, ticks.size() - count), ticks.size());
            }
            back = back.multipliedBy(2);
        }
    }

    private List<Instant> between(Instant from, Instant to) {
        var ticks = new ArrayList<Instant>();
        var tick = after(from.minusMillis(1));
        while (tick.isPresent() && !tick.get().isAfter(to)) {
            ticks.add(tick.get());
            tick = after(tick.get());
        }
        return ticks;
    }

    private Optional<Instant> byTheClock(Instant time) {
        var clock = LocalDateTime.ofInstant(time, zone);
        for (int i = 0; i < MOST_STEPS; i++) {
            var next = after(local, clock.toInstant(ZoneOffset.UTC));
            if (next.isEmpty()) {
                return next;
            }
            clock = LocalDateTime.ofInstant(next.get(), ZoneOffset.UTC);
            var tick = instant(clock);
            if (tick.isAfter(time)) {
                return Optional.of(tick);
            }
        }
        throw new IllegalStateException("no end of ticks at " + time + " for " + this);
    }

    /** The first of two; the end of the gap where there is none. */
    private Instant instant(LocalDateTime clock) {
        var rules = zone.getRules();
        var offsets = rules.getValidOffsets(clock);
        return offsets.isEmpty()
                ? rules.getTransition(clock).getInstant()
                : clock.toInstant(offsets.getFirst());
    }

    private Optional<Instant> byElapsedTime(Instant time) {
        var rules = zone.getRules();
        var from = time;
        for (int i = 0; i < MOST_STEPS; i++) {
            var offset = rules.getOffset(from);
            var next =
                    after(local, LocalDateTime.ofInstant(from, offset).toInstant(ZoneOffset.UTC));
            if (next.isEmpty()) {
                return next;
            }
            var tick = LocalDateTime.ofInstant(next.get(), ZoneOffset.UTC).toInstant(offset);
            var change = rules.nextTransition(from);
            if (change == null || tick.isBefore(change.getInstant())) {
                return Optional.of(tick);
            }
            // The clocks are set before; a tick may be at that very moment.
            from = change.getInstant();
            var first = at(from);
            if (first.isPresent()) {
                return first;
            }
        }
        throw new IllegalStateException("no end of clock changes at " + time + " for " + this);
    }

    /** This moment, where it is a tick. */
    private Optional<Instant> at(Instant moment) {
        var clock = LocalDateTime.ofInstant(moment, zone).toInstant(ZoneOffset.UTC);
        return after(local, clock.minusMillis(1)).filter(clock::equals).map(_ -> moment);
    }

    private static Optional<Instant> after(CronSchedule expression, Instant time) {
        var next = expression.getInitialExecutionTime(time);
        return next.equals(Schedule.NEVER) ? Optional.empty() : Optional.of(next);
    }

    @Override
    public String toString() {
        return text + " in " + zone;
    }

    /** An expression or time zone that cannot be used; the message says which and why. */
    public static final class BadCron extends RuntimeException {
        BadCron(String message) {
            super(message);
        }
    }
}
