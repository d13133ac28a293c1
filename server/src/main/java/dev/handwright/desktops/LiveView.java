package dev.handwright.desktops;

import java.time.Duration;
import java.util.Optional;

/** What a person sees who watches a desktop: pictures as they change, and no way to touch it. */
public final class LiveView implements AutoCloseable {
    /** Between two pictures at least; five a second are enough to follow. */
    private static final Duration PACE = Duration.ofMillis(200);

    private final Screen screen;
    private long shown = -1;

    LiveView(Screen screen) {
        this.screen = screen;
    }

    /**
     * Waits for a picture that has not been shown yet; the first comes at once. For one thread.
     *
     * @return a PNG; empty when nothing changed within {@code atMost}
     */
    public Optional<byte[]> next(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            var frame = screen.frame();
            if (frame.number() != shown) {
                shown = frame.number();
                return Optional.of(Png.encode(frame));
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return Optional.empty();
            }
            java.util.concurrent.TimeUnit.NANOSECONDS.sleep(Math.min(left, PACE.toNanos()));
        }
    }

    @Override
    public void close() {
        screen.close();
    }
}
