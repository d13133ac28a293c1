package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@link TortureIT} once failed with, each with its cause. */
@Tag("full")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
final class TortureSeedsIT {
    @ParameterizedTest
    @CsvSource({
        "2, 60, 3, a launcher was killed in the middle of an answer; a node stood still as it greeted",
        "1, 20, 3, the database was cut and a launcher killed at the beginning of runs",
        "5, 20, 1, a launcher was killed before outputs were collected",
        "12, 20, 1, runs were taken while no launcher answered",
        "53, 20, 1, a launcher was killed between a room's control group and its state"
    })
    void aSeedThatOnceFailedPasses(long seed, int kills, int nodes, String cause) throws Exception {
        try (var torture = new Torture(seed, kills, nodes)) {
            assertThat(torture.run()).as(cause).contains("completed");
        }
    }
}
