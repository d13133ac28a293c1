package dev.handwright.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code make soak MINUTES=60}; its table is then in {@code target/soak.md}. */
@Tag("full")
@Tag("soak")
@Timeout(value = 25, unit = TimeUnit.HOURS)
final class SoakIT {
    @Test
    void nothingGrowsButWhatRunsLeave() throws Exception {
        var soak = new Soak();
        soak.run(Duration.ofMinutes(Integer.getInteger("soak.minutes", 60)));
        var report = Path.of("target", "soak.md");
        Files.createDirectories(Path.of("target"));
        Files.writeString(report, soak.table());
        soak.assertFlat();
    }
}
