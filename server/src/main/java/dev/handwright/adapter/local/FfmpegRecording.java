package dev.handwright.adapter.local;

import dev.handwright.desktops.DisplaySize;
import dev.handwright.desktops.Recorder.Recording;
import dev.handwright.desktops.Screen;
import dev.handwright.desktops.Screen.Frame;
import dev.handwright.desktops.Veil;
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
    private static final int PIXEL = 4; // bytes

    private final Process ffmpeg;
    private final FilmParts parts;
    private final Screen screen;
    private final Veil veil;
    private final DisplaySize size;
    private final Duration interval;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread feeder;
    private volatile boolean left;

    /**
     * @param size of the pictures that ffmpeg was told to read
     */
    FfmpegRecording(
            Process ffmpeg,
            FilmParts parts,
            Screen screen,
            Veil veil,
            DisplaySize size,
            Duration interval) {
        this.ffmpeg = ffmpeg;
        this.parts = parts;
        this.screen = screen;
        this.veil = veil;
        this.size = size;
        this.interval = interval;
        this.feeder = Thread.ofVirtual().name("record").start(this::feed);
    }

    @Override
    public boolean finish() {
        boolean whole = endPart();
        try {
            return parts.join(whole);
        } catch (IOException e) {
            throw new UncheckedIOException("the parts of a film could not be put together", e);
        }
    }

    @Override
    public void leave() {
        left = true;
        endPart();
    }

    private boolean endPart() {
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
            release();
        }
    }

    @Override
    public void close() {
        stop.countDown();
        release();
        if (left) {
            return;
        }
        try {
            parts.delete();
        } catch (IOException e) {
            LOG.error("parts of a film stay behind", e);
        }
    }

    private void release() {
        ffmpeg.destroyForcibly();
        screen.close();
    }

    /**
     * Writes each new picture, and the last one again at the end, which gives the film its length.
     */
    private void feed() {
        try (OutputStream pipe = ffmpeg.getOutputStream()) {
            var frame = next(black());
            pipe.write(fitted(frame));
            long written = System.nanoTime();
            while (!stop.await(interval.toNanos(), TimeUnit.NANOSECONDS)) {
                var next = next(frame);
                if (next.number() != frame.number()
                        || System.nanoTime() - written > STILL.toNanos()) {
                    frame = next;
                    pipe.write(fitted(frame));
                    written = System.nanoTime();
                }
            }
            pipe.write(fitted(next(frame)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("a recording ended early", e);
        }
    }

    /**
     * What a program made larger is cut at the right and below, what it made smaller is on black.
     */
    private byte[] fitted(Frame frame) {
        if (frame.width() == size.width() && frame.height() == size.height()) {
            return frame.bgrx();
        }
        var picture = new byte[size.width() * size.height() * PIXEL];
        int width = Math.min(frame.width(), size.width());
        for (int y = 0; y < Math.min(frame.height(), size.height()); y++) {
            System.arraycopy(
                    frame.bgrx(),
                    y * frame.width() * PIXEL,
                    picture,
                    y * size.width() * PIXEL,
                    width * PIXEL);
        }
        return picture;
    }

    /** The picture now; the last one while a secret is being typed. */
    private Frame next(Frame last) {
        return veil.frame(screen).orElse(last);
    }

    private Frame black() {
        return new Frame(
                size.width(), size.height(), new byte[size.width() * size.height() * PIXEL], -1);
    }

    private String complaints() {
        try (InputStream errors = ffmpeg.getErrorStream()) {
            return new String(errors.readNBytes(ERROR_BYTES), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "nothing could be read";
        }
    }
}
