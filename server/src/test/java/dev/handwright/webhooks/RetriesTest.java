package dev.handwright.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.fakes.SeededIds;
import dev.handwright.webhooks.Retries.Verdict;
import dev.handwright.webhooks.Sender.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RetriesTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private final Retries retries = new Retries(new SeededIds(42));

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 204, 299})
    void everyTwoHundredIsSuccess(int status) {
        assertThat(after(status, "")).isEqualTo(new Verdict.Delivered());
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504, 599})
    void whatMayMendIsTriedAgain(int status) {
        assertThat(after(status, "")).isInstanceOf(Verdict.Again.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 301, 302, 307, 308, 400, 401, 403, 404, 409, 411, 413, 422, 499})
    void redirectsAndOtherRefusalsAreFailures(int status) {
        assertThat(after(status, "")).isEqualTo(new Verdict.Failed());
    }

    @Test
    void goneStops() {
        assertThat(after(410, "")).isEqualTo(new Verdict.Stopped());
    }

    @Test
    void silenceIsTriedAgainForThreeDaysAndNotLonger() {
        var now = START;
        int attempts = 1;
        var delays = new ArrayList<Duration>();
        while (retries.after(new Outcome.NoAnswer("silence"), attempts, START, now)
                instanceof Verdict.Again(var at)) {
            delays.add(Duration.between(now, at));
            now = at;
            attempts++;
        }
        assertThat(now).isEqualTo(START.plus(Retries.WINDOW));
        assertThat(attempts).isBetween(50, 120);
        assertThat(delays).allMatch(it -> it.compareTo(Retries.LONGEST) <= 0);
        assertThat(delays.getFirst()).isLessThanOrEqualTo(Retries.FIRST);
    }

    @Test
    void delaysAreSpreadOverTheirWholeRange() {
        var seconds = new ArrayList<Long>();
        for (int i = 0; i < 1000; i++) {
            var verdict = retries.after(new Outcome.NoAnswer("silence"), 9, START, START);
            seconds.add(Duration.between(START, ((Verdict.Again) verdict).at()).toSeconds());
        }
        long most = Retries.longest(9).toSeconds();
        assertThat(seconds.stream().filter(it -> it < most / 4)).hasSizeBetween(180, 320);
        assertThat(seconds.stream().filter(it -> it > most * 3 / 4)).hasSizeBetween(180, 320);
    }

    @Test
    void retryAfterIsHonoured() {
        assertThat(delay(429, "120")).isBetween(Duration.ofSeconds(120), Duration.ofSeconds(133));
        assertThat(delay(503, "Fri, 02 Jan 2026 03:06:05 GMT"))
                .isBetween(Duration.ofSeconds(120), Duration.ofSeconds(133));
    }

    @Test
    void retryAfterIsBounded() {
        assertThat(delay(429, "99999999")).isLessThan(Duration.ofHours(27));
        assertThat(delay(429, "999999999999999")).isLessThan(Duration.ofHours(27));
        assertThat(delay(429, "Fri, 02 Jan 1970 03:06:05 GMT")).isLessThan(Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "-5", "1.5", "", "99999999999999999999"})
    void aRetryAfterThatIsNoneIsIgnored(String text) {
        assertThat(delay(429, text)).isLessThanOrEqualTo(Retries.FIRST);
    }

    private Duration delay(int status, String retryAfter) {
        var verdict = after(status, retryAfter);
        assertThat(verdict).isInstanceOf(Verdict.Again.class);
        return Duration.between(START, ((Verdict.Again) verdict).at());
    }

    private Verdict after(int status, String retryAfter) {
        var outcome = new Outcome.Answered(status, Optional.of(retryAfter), "");
        return retries.after(outcome, 1, START, START);
    }
}
