package dev.handwright.desktops;

import dev.handwright.desktops.Screen.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Blanks in the pictures of one desktop what shows of secrets that were typed there. What changed
 * on the screen while one was typed is blanked: at its place until the page there has become
 * another one, and wherever the same pixels appear again. docs/adr/0077 says what that misses. For
 * many threads.
 */
public final class Veil {
    /**
     * After the last key: until something shows, until nothing more does. What comes later counts.
     */
    private static final Duration FIRST = Duration.ofSeconds(1);

    private static final Duration QUIET = Duration.ofMillis(300);
    private static final Duration LATEST = Duration.ofSeconds(3);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    /** What shows so late is not what was typed. */
    private static final Duration LATE = Duration.ofSeconds(10);

    /** Places remembered; the oldest go. */
    private static final int MOST = 64;

    /**
     * What was typed last.
     *
     * @param before the screen before that
     * @param at of {@link System#nanoTime}
     */
    private record Typed(Screen screen, Bitmap before, long at) {}

    private final ReentrantLock lock = new ReentrantLock(true);
    private final List<Blot> blots = new ArrayList<>(); // guarded by lock
    private List<Blot> newest = List.of(); // guarded by lock
    private @Nullable Typed last; // guarded by lock; until something else is done
    private final Pixels raw = new Pixels(); // guarded by lock; empty where no secret was typed
    private volatile boolean typing;

    /** As {@link Screen#read}, blanked; waits while a secret is being typed. */
    public Cursor read(Screen screen, Pixels pixels) {
        lock.lock();
        try {
            if (blots.isEmpty() && last == null) {
                return screen.read(pixels);
            }
            // The next reading builds on this one, so what is blanked is a copy.
            var cursor = screen.read(raw);
            pixels.fit(raw.width(), raw.height());
            System.arraycopy(raw.bgrx(), 0, pixels.bgrx(), 0, raw.width() * raw.height() * 4);
            blank(new Bitmap(pixels.width(), pixels.height(), pixels.bgrx()));
            return cursor;
        } finally {
            lock.unlock();
        }
    }

    /** As {@link Screen#frame}, blanked; empty while a secret is being typed. */
    public Optional<Frame> frame(Screen screen) {
        if (typing) {
            return Optional.empty();
        }
        lock.lock();
        try {
            var frame = screen.frame();
            if (blots.isEmpty() && last == null) {
                return Optional.of(frame);
            }
            var bgrx = frame.bgrx().clone();
            blank(new Bitmap(frame.width(), frame.height(), bgrx));
            return Optional.of(new Frame(frame.width(), frame.height(), bgrx, frame.number()));
        } finally {
            lock.unlock();
        }
    }

    /**
     * To be held while a secret is typed; closing it waits until the screen shows what was typed.
     */
    public Typing typing(Screen screen) {
        lock.lock();
        typing = true;
        try {
            screen.watch();
            return new Typing(screen, picture(screen));
        } catch (RuntimeException e) {
            end();
            throw e;
        }
    }

    /** Something else is about to be done: what shows then is not what was typed last. */
    public void acting() {
        lock.lock();
        try {
            if (last != null) {
                rememberLate(last, picture(last.screen));
            }
            last = null;
        } finally {
            lock.unlock();
        }
    }

    private void blank(Bitmap picture) {
        if (last != null) {
            rememberLate(last, picture);
        }
        if (!blots.isEmpty()) { // all look at it before one paints
            var boxes = blots.stream().flatMap(it -> it.in(picture).stream()).toList();
            boxes.forEach(picture::blank);
        }
    }

    private static Bitmap picture(Screen screen) {
        var pixels = new Pixels();
        var _ = screen.read(pixels);
        return new Bitmap(pixels.width(), pixels.height(), pixels.bgrx());
    }

    private void end() {
        typing = false;
        lock.unlock();
    }

    private void rememberLate(Typed typed, Bitmap now) {
        if (System.nanoTime() - typed.at > LATE.toNanos() || !remember(typed.before, now, 4)) {
            last = null;
        }
    }

    /**
     * Remembers what differs.
     *
     * @param part of the screen, one in so many; when more differs it is another page
     * @return whether it is the same page
     */
    private boolean remember(Bitmap was, Bitmap is, int part) {
        if (!was.isAsLargeAs(is)) {
            return false;
        }
        var boxes = was.differences(is);
        if (boxes.stream().mapToLong(Box::area).sum() * part > (long) is.width() * is.height()) {
            return false;
        }
        var superseded =
                newest.stream()
                        .filter(old -> boxes.stream().anyMatch(it -> it.holds(old.box())))
                        .toList();
        blots.removeAll(superseded);
        newest = boxes.stream().map(it -> new Blot(it, boxes, was, is)).toList();
        blots.addAll(newest);
        while (blots.size() > MOST) {
            blots.removeFirst();
        }
        return true;
    }

    /** A secret being typed. For one thread. */
    public final class Typing implements AutoCloseable {
        private final Screen screen;
        private final Bitmap was;

        private Typing(Screen screen, Bitmap was) {
            this.screen = screen;
            this.was = was;
        }

        @Override
        public void close() {
            try {
                awaitShown();
            } catch (InterruptedException e) {
                Thread.currentThread()
                        .interrupt(); // the run is ending; what shows is blanked still
            } finally {
                keepAndEnd();
            }
        }

        private void keepAndEnd() {
            try {
                newest = List.of();
                last = new Typed(screen, was, System.nanoTime());
                if (!remember(was, picture(screen), 2)) {
                    last = null;
                }
            } finally {
                end();
            }
        }

        private void awaitShown() throws InterruptedException {
            long deadline = System.nanoTime() + FIRST.toNanos();
            while (was.differences(picture(screen)).isEmpty() && System.nanoTime() < deadline) {
                TimeUnit.NANOSECONDS.sleep(BETWEEN_LOOKS.toNanos());
            }
            var _ = screen.settle(QUIET, LATEST);
        }
    }
}
