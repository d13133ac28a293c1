package dev.handwright.adapter.local;

import dev.handwright.desktops.Recorder.Recording;
import dev.handwright.desktops.Screen;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One ffmpeg and the thread that feeds it. */
final class FfmpegRecording implements Recording {
    private static final Logger LOG = LoggerFactory.getLogger(FfmpegRecording.class);

    /** A still picture is written this often all the same, so that a cut film keeps its time. */
    private static final Duration STILL = Duration.ofSeconds(2);

    private static final Duration FINISH_TIMEOUT = Duration.ofSeconds(20);
    private static final int ERROR_BYTES = 4096;

    private final Process ffmpeg;
    private final Screen screen;
    private final Duration interval;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread feeder;

    FfmpegRecording(Process ffmpeg, Screen screen, Duration interval) {
        this.ffmpeg = ffmpeg;
        this.screen = screen;
        this.interval = interval;
        this.feeder = Thread.ofVirtual().name("record").start(this::feed);
    }

    @Override
    public boolean finish() {
        stop.countDown();
        try {
            feeder.join(FINISH_TIMEOUT);
            if (!ffmpeg.waitFor(FINISH_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("ffmpeg did not finish within {}", FINISH_TIMEOUT);
                return false;
            }
            if (ffmpeg.exitValue() != 0) {
                LOG.warn("ffmpeg ended with {}: {}", ffmpeg.exitValue(), complaints());
            }
            return ffmpeg.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        stop.countDown();
        ffmpeg.destroyForcibly();
        screen.close();
    }

    /**
     * Writes each new picture, and the last one again at the end, which gives the film its length.
     */
    private void feed() {
        try (OutputStream pipe = ffmpeg.getOutputStream()) {
            var frame = screen.frame();
            pipe.write(frame.bgrx());
            long written = System.nanoTime();
            while (!stop.await(interval.toNanos(), TimeUnit.NANOSECONDS)) {
                var next = screen.frame();
                if (next.number() != frame.number()
                        || System.nanoTime() - written > STILL.toNanos()) {
                    frame = next;
                    pipe.write(frame.bgrx());
                    written = System.nanoTime();
                }
            }
            pipe.write(screen.frame().bgrx());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("a recording ended early", e);
        }
    }

    private String complaints() {
        try (InputStream errors = ffmpeg.getErrorStream()) {
            return new String(errors.readNBytes(ERROR_BYTES), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "nothing could be read";
        }
    }
}
