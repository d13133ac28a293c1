package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Some kills of what {@link TortureIT} does by the hundred. */
@Tag("check")
@Timeout(value = 8, unit = TimeUnit.MINUTES)
final class ShortTortureIT {
    @Test
    void everyStepIsAMethodOfTheProgram() {
        assertThat(TortureSteps.unknown()).isEmpty();
    }

    @Test
    void nothingIsLostAndNothingIsDoneTwice() throws Exception {
        try (var torture = new Torture(5, 20, 1)) {
            assertThat(torture.run()).contains("completed");
        }
    }
}
