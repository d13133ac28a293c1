package dev.handwright.webhooks;

import dev.handwright.base.Ids;
import dev.handwright.webhooks.Sender.Outcome;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * What an outcome means for an event: full-jitter exponential retries over three days.
 *
 * <p>Full jitter (a uniform draw from nothing to the doubled delay) spreads the retries of many
 * events of one receiver that was down better than a fixed delay with a little noise.
 *
 * @see <a href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">
 *     Exponential Backoff And Jitter</a>
 */
public final class Retries {
    /** How long an event is tried after delivery was asked for. */
    public static final Duration WINDOW = Duration.ofDays(3);

    static final Duration FIRST = Duration.ofSeconds(5);
    static final Duration LONGEST = Duration.ofHours(2);
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    /** A Retry-After beyond is taken as this. */
    static final Duration LONGEST_RETRY_AFTER = Duration.ofDays(1);

    private final Ids ids;

    public Retries(Ids ids) {
        this.ids = ids;
    }

    /** What to do with the event. */
    public sealed interface Verdict {
        record Delivered() implements Verdict {}

        /** The receiver wants no more of this run. */
        record Stopped() implements Verdict {}

        /** Repeating would not mend it. */
        record Failed() implements Verdict {}

        /** The three days are over. */
        record Exhausted() implements Verdict {}

        record Again(Instant at) implements Verdict {}
    }

    /**
     * @param retries how many attempts there were since {@code since}, this one included
     * @param since when delivery was asked for
     */
    public Verdict after(Outcome outcome, int retries, Instant since, Instant now) {
        return switch (outcome) {
            case Outcome.NoAnswer _ -> again(retries, since, now, Optional.empty());
            case Outcome.Answered(int status, var retryAfter, _) -> {
                if (status >= 200 && status <= 299) {
                    yield new Verdict.Delivered();
                }
                if (status == 410) {
                    yield new Verdict.Stopped();
                }
                if (status == 408 || status == 429 || status >= 500) {
                    yield again(
                            retries, since, now, retryAfter.flatMap(text -> retryAfter(text, now)));
                }
                yield new Verdict.Failed();
            }
        };
    }

    private Verdict again(int retries, Instant since, Instant now, Optional<Duration> asked) {
        var end = since.plus(WINDOW);
        if (!now.isBefore(end)) {
            return new Verdict.Exhausted();
        }
        var delay =
                asked.map(it -> it.plus(upTo(it.dividedBy(10).plus(SHORTEST))))
                        .orElseGet(() -> SHORTEST.plus(upTo(longest(retries).minus(SHORTEST))));
        var at = now.plus(delay);
        return new Verdict.Again(at.isBefore(end) ? at : end); // the last attempt ends the window
    }

    /** The most that may pass before the attempt after {@code retries} of them. */
    static Duration longest(int retries) {
        int doublings = Math.clamp(retries - 1L, 0, 20);
        var doubled = FIRST.multipliedBy(1L << doublings);
        return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    }

    private Duration upTo(Duration most) {
        double fraction = (ByteBuffer.wrap(ids.random(8)).getLong() >>> 11) * 0x1.0p-53;
        return Duration.ofMillis((long) (most.toMillis() * fraction));
    }

    /** Seconds or an HTTP date (RFC 9110, section 10.2.3); what is neither is as if left out. */
    static Optional<Duration> retryAfter(String text, Instant now) {
        return seconds(text.strip())
                .or(() -> date(text.strip()).map(at -> Duration.between(now, at)))
                .map(it -> it.isNegative() ? Duration.ZERO : it)
                .map(it -> it.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : it);
    }

    private static Optional<Duration> seconds(String text) {
        return text.matches("\\d{1,15}")
                ? Optional.of(Duration.ofSeconds(Long.parseLong(text)))
                : Optional.empty();
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(
                    ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
