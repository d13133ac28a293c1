package dev.handwright.desktops;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What a person sees who watches a desktop: pictures as they change, and no way to touch it. */
public final class LiveView implements AutoCloseable {
    /** Between two pictures at least; five a second are enough to follow. */
    private static final Duration PACE = Duration.ofMillis(200);

    private final Screen screen;
    private long shown = -1;
    private long shownAt = System.nanoTime() - PACE.toNanos();

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
        pause(shownAt + PACE.toNanos() - System.nanoTime());
        while (true) {
            var frame = screen.frame();
            if (frame.number() != shown) {
                shown = frame.number();
                shownAt = System.nanoTime();
                return Optional.of(Png.encode(frame));
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return Optional.empty();
            }
            pause(Math.min(left, PACE.toNanos()));
        }
    }

    private static void pause(long nanos) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(nanos);
    }

    @Override
    public void close() {
        screen.close();
    }
}
