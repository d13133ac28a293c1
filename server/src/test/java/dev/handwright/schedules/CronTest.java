package dev.handwright.schedules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Berlin sets its clocks on 2026-03-29 from 02:00 to 03:00 and on 2026-10-25 from 03:00 to 02:00.
 */
final class CronTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "30 6 * * 1-5  | 2026-11-20T07:00Z | 2026-11-23T05:30:00Z",
                "0 0 1 1 *     | 2026-06-01T00:00Z | 2026-12-31T23:00:00Z",
                "*/15 * * * *  | 2026-06-01T10:15Z | 2026-06-01T10:30:00Z",
                "0 12 * * sun  | 2026-11-20T00:00Z | 2026-11-22T11:00:00Z",
                "0 12 * * 7    | 2026-11-20T00:00Z | 2026-11-22T11:00:00Z",
                "0 0 29 2 *    | 2026-01-01T00:00Z | 2028-02-28T23:00:00Z",
                // day of month and day of week, both given: either will do
                "0 12 13 * fri | 2026-11-14T00:00Z | 2026-11-20T11:00:00Z",
            })
    void nextTickInBerlin(String cron, ZonedDateTime from, Instant next) {
        assertThat(berlin(cron).after(from.toInstant())).contains(next);
    }

    @Test
    void whatIsLeftOutHappensWhenTheClocksAreSet() {
        assertThat(ticks("30 2 * * *", "2026-03-28T00:00:00Z", 3))
                .containsExactly(
                        "2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z");
    }

    @Test
    void severalLeftOutAreOne() {
        assertThat(ticks("*/20 2,3 * * *", "2026-03-29T00:00:00Z", 4))
                .containsExactly(
                        "2026-03-29T01:00:00Z",
                        "2026-03-29T01:20:00Z",
                        "2026-03-29T01:40:00Z",
                        "2026-03-30T00:00:00Z");
    }

    @Test
    void whatIsRepeatedHappensTheFirstTime() {
        assertThat(ticks("30 2 * * *", "2026-10-24T12:00:00Z", 2))
                .containsExactly("2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
        // asked for in the repeated hour itself
        assertThat(ticks("30 2 * * *", "2026-10-25T01:10:00Z", 1))
                .containsExactly("2026-10-26T01:30:00Z");
    }

    @Test
    void everyHourGoesByElapsedTime() {
        assertThat(ticks("0 * * * *", "2026-03-28T23:30:00Z", 3))
                .containsExactly(
                        "2026-03-29T00:00:00Z", "2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z");
        assertThat(ticks("30 * * * *", "2026-10-24T23:00:00Z", 4))
                .containsExactly(
                        "2026-10-24T23:30:00Z",
                        "2026-10-25T00:30:00Z",
                        "2026-10-25T01:30:00Z",
                        "2026-10-25T02:30:00Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns",
                "Africa/Cairo", "America/Sao_Paulo", "Asia/Kolkata", "UTC"
            })
    void dailyIsOnceADayAndHourlyOnceAnHourInEveryZone(String zone) {
        var from = Instant.parse("2011-01-01T00:30:00Z");
        var to = Instant.parse("2012-01-01T00:30:00Z");
        assertThat(Cron.parse("45 1 * * *", zone).last(1000, from, to)).hasSizeBetween(364, 366);
        assertThat(Cron.parse("* * * * *", zone).last(1500, to.minus(Duration.ofDays(1)), to))
                .hasSize(1441);
    }

    @Test
    void lastTicksAreFoundHoweverLongAgo() {
        var now = Instant.parse("2026-11-20T12:00:30Z");
        var from = Instant.parse("2020-01-01T00:00:00Z");
        assertThat(berlin("0 0 1 1 *").last(1, from, now))
                .containsExactly(Instant.parse("2025-12-31T23:00:00Z"));
        assertThat(berlin("* * * * *").last(2, from, now))
                .containsExactly(
                        Instant.parse("2026-11-20T11:59:00Z"),
                        Instant.parse("2026-11-20T12:00:00Z"));
        assertThat(berlin("0 0 1 1 *").last(5, Instant.parse("2025-12-31T23:00:00Z"), now))
                .containsExactly(Instant.parse("2025-12-31T23:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "* * * *",
                "* * * * * *",
                "61 * * * *",
                "a b c d e",
                "-",
                "@reboot",
                "*/0 * * * *",
                "1-99 * * * *",
                "0 0 32 * *",
                "0 0 0 * *",
                "5-1 * * * *",
                "0 0 30 2 *"
            })
    void nonsenseIsRefusedInASentence(String cron) {
        assertThatThrownBy(() -> Cron.parse(cron, "UTC"))
                .isInstanceOf(Cron.BadCron.class)
                .hasMessageStartingWith("'cron'");
    }

    @Test
    void unknownZonesAreRefused() {
        assertThatThrownBy(() -> Cron.parse("* * * * *", "Mars/Base"))
                .hasMessageStartingWith("'time_zone'");
    }

    private static Cron berlin(String cron) {
        return Cron.parse(cron, "Europe/Berlin");
    }

    private static List<String> ticks(String cron, String from, int count) {
        var ticks = new ArrayList<String>();
        var time = Instant.parse(from);
        for (int i = 0; i < count; i++) {
            time = berlin(cron).after(time).orElseThrow();
            ticks.add(time.toString());
        }
        return ticks;
    }
}
