package dev.handwright.desktops;

import dev.handwright.desktops.Screen.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Blanks in the pictures of one desktop what shows of secrets that were typed there. What changed
 * on the screen while one was typed is blanked: at its place until the page there has become
 * another one, and wherever the same pixels appear again. docs/adr/0077 says what that misses, and
 * 0109 how the veil of the next server knows the same. For many threads.
 */
public final class Veil {
    private static final Logger LOG = LoggerFactory.getLogger(Veil.class);

    /**
     * After the last key: until something shows, until nothing more does. What comes later counts.
     */
    private static final Duration FIRST = Duration.ofSeconds(1);

    private static final Duration QUIET = Duration.ofMillis(300);
    private static final Duration LATEST = Duration.ofSeconds(3);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    /** What shows so late is not what was typed. */
    private static final Duration LATE = Duration.ofSeconds(10);

    private static final int PART_AT_FIRST = 2;
    private static final int PART_LATER = 4;

    /** Places remembered; the oldest go. */
    private static final int MOST = 64;

    /**
     * What was typed last.
     *
     * @param before the screen before that
     * @param at of {@link System#nanoTime}
     * @param part of the screen, one in so many; when more differs it is another page
     */
    private record Typed(Screen screen, Bitmap before, long at, int part) {
        /** Whether another server typed it, and no picture was taken since. */
        boolean isUnseen() {
            return part == PART_AT_FIRST;
        }

        Typed seen() {
            return new Typed(screen, before, System.nanoTime(), PART_LATER);
        }
    }

    private final ReentrantLock lock = new ReentrantLock(true);
    private final List<Blot> blots = new ArrayList<>(); // guarded by lock
    private List<Blot> newest = List.of(); // guarded by lock
    private @Nullable Typed last; // guarded by lock; until something else is done
    private final Pixels raw = new Pixels(); // guarded by lock; empty where no secret was typed
    private boolean unkept; // guarded by lock; whether the keeper has an older state
    private volatile boolean typing;
    private final Consumer<byte[]> keeper;

    /** Of a desktop that ends with this server. */
    public Veil() {
        this(_ -> {});
    }

    /**
     * @param keeper keeps what this veil knows for the next server, or throws
     */
    Veil(Consumer<byte[]> keeper) {
        this.keeper = keeper;
    }

    /**
     * Of a desktop that outlived its server.
     *
     * @param known what that server's keeper took last
     */
    Veil(Consumer<byte[]> keeper, Screen screen, byte[] known) {
        this(keeper);
        var veiled = Veiled.of(known);
        blots.addAll(veiled.blots());
        last =
                veiled.before()
                        .map(it -> new Typed(screen, it, System.nanoTime(), PART_AT_FIRST))
                        .orElse(null);
    }

    /**
     * As {@link Screen#read}, blanked; waits while a secret is being typed.
     *
     * @param room gives the pixels, and is asked for them only when that is over
     */
    public Cursor read(Screen screen, Supplier<Pixels> room) {
        lock.lock();
        try {
            if (blots.isEmpty() && last == null) {
                return screen.read(room.get());
            }
            // The next reading builds on this one, so what is blanked is a copy.
            var cursor = screen.read(raw);
            var pixels = room.get();
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
     *
     * @throws RuntimeException where the next server would not know of it: then it must not be
     *     typed
     */
    public Typing typing(Screen screen) {
        lock.lock();
        typing = true;
        try {
            screen.watch();
            var before = picture(screen);
            keeper.accept(new Veiled(Optional.of(before), blots).bytes());
            return new Typing(screen, before);
        } catch (RuntimeException e) {
            end();
            throw e;
        }
    }

    /**
     * Something else is about to be done: what shows then is not what was typed last.
     *
     * @throws RuntimeException where the next server would not know what shows: then it must not be
     *     done
     */
    public void acting() {
        lock.lock();
        try {
            if (last != null) {
                rememberLate(last, picture(last.screen));
                unkept |= last != null;
                last = null;
            }
            if (unkept) {
                keep();
            }
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
        boolean counts = typed.isUnseen() || System.nanoTime() - typed.at <= LATE.toNanos();
        if (!counts || !remember(typed.before, now, typed.part)) {
            last = null;
            unkept = true;
        } else if (typed.isUnseen()) {
            last = typed.seen();
        }
        keepIfPossible();
    }

    private void keep() {
        keeper.accept(new Veiled(Optional.ofNullable(last).map(Typed::before), blots).bytes());
        unkept = false;
    }

    /** The keeper has the screen before the typing, so the next server can still compare. */
    private void keepIfPossible() {
        try {
            if (unkept) {
                keep();
            }
        } catch (RuntimeException e) {
            LOG.error("what shows of a secret is not kept; nothing else is done until it is", e);
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
        var fresh = boxes.stream().map(it -> new Blot(it, boxes, was, is)).toList();
        if (lookAlike(fresh, newest)) {
            return true;
        }
        var superseded =
                newest.stream()
                        .filter(old -> boxes.stream().anyMatch(it -> it.holds(old.box())))
                        .toList();
        blots.removeAll(superseded);
        newest = fresh;
        blots.addAll(newest);
        unkept = true;
        while (blots.size() > MOST) {
            blots.removeFirst();
        }
        return true;
    }

    private static boolean lookAlike(List<Blot> some, List<Blot> others) {
        return some.size() == others.size()
                && IntStream.range(0, some.size())
                        .allMatch(it -> some.get(it).looksAs(others.get(it)));
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
                last = new Typed(screen, was, System.nanoTime(), PART_LATER);
                unkept = true;
                if (!remember(was, picture(screen), PART_AT_FIRST)) {
                    last = null;
                }
                keepIfPossible();
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
