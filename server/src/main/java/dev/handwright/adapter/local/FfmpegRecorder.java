package dev.handwright.adapter.local;

import dev.handwright.desktops.Desktop;
import dev.handwright.desktops.DesktopHost;
import dev.handwright.desktops.Recorder;
import dev.handwright.desktops.Screen;
import dev.handwright.desktops.Veil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Films a desktop with ffmpeg. The server reads the pictures and pipes them in, so ffmpeg sees no
 * desktop, and ends by itself when the server dies (end of file on its input); the next server
 * films a part of its own. A film keeps the size that the desktop had when it began.
 */
public final class FfmpegRecorder implements Recorder {
    private final DesktopHost desktops;
    private final Duration interval;

    /**
     * @param interval between two looks at the desktop; 200 ms makes at most five pictures a second
     */
    public FfmpegRecorder(DesktopHost desktops, Duration interval) {
        this.desktops = desktops;
        this.interval = interval;
    }

    @Override
    public Recording start(Desktop.Id desktop, Veil veil, Path file) {
        return film(desktops.screen(desktop), veil, file);
    }

    @Override
    public boolean finish(Path file) {
        try {
            var parts = new FilmParts(file);
            boolean any = parts.join(false);
            parts.delete();
            return any;
        } catch (IOException e) {
            throw new UncheckedIOException("the parts of a film could not be put together", e);
        }
    }

    /** Films a screen, which is closed with the recording. */
    Recording film(Screen screen, Veil veil, Path file) {
        try {
            var parts = new FilmParts(file);
            var size = parts.size().orElseGet(screen::size);
            var ffmpeg = new ProcessBuilder(command(size.width(), size.height(), parts.next()));
            ffmpeg.redirectOutput(ProcessBuilder.Redirect.DISCARD);
            ffmpeg.environment().clear();
            return new FfmpegRecording(ffmpeg.start(), parts, screen, veil, size, interval);
        } catch (IOException e) {
            screen.close();
            throw new UncheckedIOException("ffmpeg does not start", e);
        }
    }

    /**
     * H.264 in yuv420p, which every browser plays; fragmented, so that a film cut off by a crash
     * plays up to its last fragment. Even sides are asked for by the pixel format.
     */
    private static List<String> command(int width, int height, Path file) {
        return List.of(
                "/usr/bin/ffmpeg",
                "-loglevel",
                "error",
                "-f",
                "rawvideo",
                "-pixel_format",
                "bgr0",
                "-video_size",
                width + "x" + height,
                "-use_wallclock_as_timestamps",
                "1",
                "-i",
                "pipe:0",
                "-vf",
                "crop=trunc(iw/2)*2:trunc(ih/2)*2",
                "-vsync",
                "vfr",
                "-threads",
                "1",
                "-c:v",
                "libx264",
                "-preset",
                "ultrafast",
                "-crf",
                "28",
                "-g",
                "50",
                "-pix_fmt",
                "yuv420p",
                "-movflags",
                "+frag_keyframe+empty_moov+default_base_moof",
                "-frag_duration",
                "2000000",
                "-flush_packets",
                "1",
                "-y",
                "-f",
                "mp4",
                "file:" + file.toAbsolutePath());
    }
}
