package dev.handwright.adapter.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.desktops.DisplaySize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("check")
@Timeout(90)
final class RecorderIT {
    @Test
    void aFilmIsOneThatBrowsersPlay(@TempDir Path folder) throws Exception {
        var film = folder.resolve("film.mp4");
        try (var rooms = new LaunchedRooms();
                var desktop = new TriedDesktop(rooms)) {
            var host = new LocalDesktopHost(rooms.settings.runtime(), Clock.systemUTC());
            var recorder = new FfmpegRecorder(host, Duration.ofMillis(200));
            try (var recording = recorder.start(desktop.id, film)) {
                for (int x = 100; x < 900; x += 200) {
                    desktop.click(x, 300);
                    desktop.still(Duration.ofMillis(400));
                }
                assertThat(recording.finish()).isTrue();
            }
        }
        var size = DisplaySize.DEFAULT;
        assertThat(probe(film))
                .contains("codec_name=h264")
                .contains("pix_fmt=yuv420p")
                .contains("width=" + size.width())
                .contains("height=" + size.height());
        assertThat(duration(film)).isBetween(1.0, 30.0);
        assertThat(Files.size(film)).isLessThan(1 << 20);
    }

    private static double duration(Path film) throws Exception {
        var line = probe(film).lines().filter(it -> it.startsWith("duration=")).toList().getLast();
        return Double.parseDouble(line.substring("duration=".length()));
    }

    private static String probe(Path film) throws Exception {
        return Command.tryRun(
                        "ffprobe", "-v", "error", "-show_streams", "-show_format", film.toString())
                .output();
    }
}
