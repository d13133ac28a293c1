package dev.handwright.adapter.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.desktops.DisplaySize;
import dev.handwright.desktops.Veil;
import dev.handwright.fakes.Await;
import java.nio.ByteBuffer;
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
            try (var recording = recorder.start(desktop.id, new Veil(), film)) {
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

    @Test
    void aFilmGoesOnWhenTheDisplayChangesItsSize(@TempDir Path folder) throws Exception {
        var film = folder.resolve("film.mp4");
        try (var display = new FakeRfbServer(folder, 400, 300)) {
            var host = new LocalDesktopHost(folder, Clock.systemUTC());
            var recorder = new FfmpegRecorder(host, Duration.ofMillis(20));
            display.paint(0, 0, 400, 300, 0, 0, 255);
            try (var recording = recorder.film(RfbScreen.open(display.socket), new Veil(), film)) {
                awaitLooks(display);
                display.resize(640, 480);
                display.paint(0, 0, 640, 480, 0, 255, 0);
                awaitLooks(display);
                display.resize(320, 200);
                display.paint(0, 0, 320, 200, 255, 0, 0);
                awaitLooks(display);
                assertThat(recording.finish()).isTrue();
            }
        }
        assertThat(probe(film)).contains("width=400").contains("height=300");
        var pixels = pixels(folder, film);
        int last = pixels.limit() - 400 * 300 * 3;
        assertThat(pixels.get(last + (10 * 400 + 10) * 3 + 2) & 0xff).as("blue").isGreaterThan(200);
        assertThat(pixels.get(last + (290 * 400 + 390) * 3 + 2) & 0xff).as("black").isLessThan(50);
    }

    /** One part was left, one was cut off with its ffmpeg, and one has nothing in it. */
    @Test
    void theFilmOfSeveralServersHasAllThatTheySaw(@TempDir Path folder) throws Exception {
        var film = folder.resolve("film.mp4");
        try (var display = new FakeRfbServer(folder, 400, 300)) {
            var host = new LocalDesktopHost(folder, Clock.systemUTC());
            var recorder = new FfmpegRecorder(host, Duration.ofMillis(20));
            colour(display, 255, 0, 0);
            var left = recorder.film(RfbScreen.open(display.socket), new Veil(), film);
            filmed(display, folder.resolve("film.mp4.1"));
            left.leave();

            colour(display, 0, 255, 0);
            recorder.film(RfbScreen.open(display.socket), new Veil(), film);
            filmed(display, folder.resolve("film.mp4.2"));
            ffmpeg(folder.resolve("film.mp4.2")).destroyForcibly();
            Files.createFile(folder.resolve("film.mp4.3"));

            display.resize(640, 480);
            display.paint(0, 0, 640, 480, 0, 0, 255);
            try (var last = recorder.film(RfbScreen.open(display.socket), new Veil(), film)) {
                awaitLooks(display);
                last.leave();
            }
            assertThat(recorder.finish(film)).isTrue();
        }
        assertThat(probe(film)).contains("width=400").contains("height=300");
        assertThat(colours(folder, film)).containsSubsequence("blue", "green", "red");
        try (var files = Files.list(folder)) {
            assertThat(files).filteredOn(it -> it.toString().contains("mp4")).containsExactly(film);
        }
    }

    /** Changes something until what is filmed has reached the disk. */
    private static void filmed(FakeRfbServer display, Path part) {
        long before = part.toFile().length();
        Await.that(
                Duration.ofSeconds(60),
                () -> {
                    try {
                        display.paint(10, 10, 5, 5, (int) System.nanoTime() & 255, 0, 0);
                    } catch (java.io.IOException e) {
                        throw new AssertionError(e);
                    }
                    return part.toFile().length() > before + 4000;
                });
    }

    private static ProcessHandle ffmpeg(Path part) {
        return ProcessHandle.current()
                .descendants()
                .filter(it -> RoomProcess.read(it.pid(), "cmdline").endsWith("file:" + part + "\0"))
                .findFirst()
                .orElseThrow();
    }

    private static void colour(FakeRfbServer display, int blue, int green, int red)
            throws java.io.IOException {
        display.paint(0, 0, 400, 300, blue, green, red);
    }

    /** What the middle of each picture has most of. */
    private static java.util.List<String> colours(Path folder, Path film) throws Exception {
        var pixels = pixels(folder, film);
        var found = new java.util.ArrayList<String>();
        for (int start = 0; start < pixels.limit(); start += 400 * 300 * 3) {
            int middle = start + (150 * 400 + 200) * 3;
            var names = java.util.List.of("red", "green", "blue");
            for (int i = 0; i < 3; i++) {
                if ((pixels.get(middle + i) & 0xff) > 150) {
                    found.add(names.get(i));
                }
            }
        }
        return found;
    }

    private static void awaitLooks(FakeRfbServer display) {
        int before = display.updates.get();
        Await.that(() -> display.updates.get() > before + 10);
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

    /** Of all pictures, three bytes each. */
    private static ByteBuffer pixels(Path folder, Path film) throws java.io.IOException {
        var pictures = folder.resolve("pictures");
        Command.run(
                "ffmpeg",
                "-loglevel",
                "error",
                "-i",
                film.toString(),
                "-pix_fmt",
                "rgb24",
                "-f",
                "rawvideo",
                pictures.toString());
        try {
            return ByteBuffer.wrap(Files.readAllBytes(pictures));
        } finally {
            Files.delete(pictures);
        }
    }
}
