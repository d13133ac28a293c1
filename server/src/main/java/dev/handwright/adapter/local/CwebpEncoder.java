package dev.handwright.adapter.local;

import dev.handwright.desktops.Pixels;
import dev.handwright.tools.PictureEncoder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * WebP by {@code cwebp}, a process for each picture, so that a fault of the encoder ends only that.
 * It gets pixels and gives a file, both over pipes.
 */
public final class CwebpEncoder implements PictureEncoder {
    /** At a time; further pictures wait. */
    private static final int PROCESSES = 2;

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Semaphore places = new Semaphore(PROCESSES, true);

    @Override
    public byte[] encode(Pixels pixels, int quality) throws IOException, InterruptedException {
        places.acquire();
        try {
            return run(pixels, quality);
        } finally {
            places.release();
        }
    }

    private static byte[] run(Pixels pixels, int quality) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command(quality));
        builder.environment().clear();
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        var process = builder.start();
        try (var out = process.getInputStream()) {
            var writer = Thread.ofVirtual().start(() -> write(pixels, process));
            var timer = Thread.ofVirtual().start(() -> endIfLate(process));
            var webp = out.readAllBytes();
            writer.join(); // it reads pixels that belong to the caller
            if (process.waitFor() != 0) {
                throw new IOException("cwebp ended with " + process.exitValue());
            }
            timer.join();
            return webp;
        } finally {
            process.destroyForcibly();
        }
    }

    private static List<String> command(int quality) {
        var command = new ArrayList<>(List.of("/usr/bin/cwebp", "-quiet"));
        command.addAll(
                quality == 100
                        ? List.of("-lossless", "-z", "1")
                        : List.of("-m", "1", "-q", Integer.toString(quality)));
        command.addAll(List.of("-o", "-", "--", "-"));
        return command;
    }

    /** As a portable pixmap: a head in letters, then red, green, blue of each pixel. */
    private static void write(Pixels pixels, Process process) {
        var bgrx = pixels.bgrx();
        var head = "P6\n%d %d\n255\n".formatted(pixels.width(), pixels.height());
        try (OutputStream in = process.getOutputStream()) {
            in.write(head.getBytes(StandardCharsets.US_ASCII));
            var rgb = new byte[pixels.width() * pixels.height() * 3];
            for (int to = 0, from = 0; to < rgb.length; to += 3, from += 4) {
                rgb[to] = bgrx[from + 2];
                rgb[to + 1] = bgrx[from + 1];
                rgb[to + 2] = bgrx[from];
            }
            in.write(rgb);
        } catch (IOException e) {
            process.destroyForcibly(); // it ended early, which its exit value tells
        }
    }

    private static void endIfLate(Process process) {
        try {
            if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
        }
    }
}
