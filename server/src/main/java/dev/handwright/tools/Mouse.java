package dev.handwright.tools;

import dev.handwright.desktops.Screen;
import dev.handwright.tools.Action.Point;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The pointer and its buttons. For one thread at a time; places are checked before. */
final class Mouse {
    static final int LEFT = 1;
    static final int MIDDLE = 1 << 1;
    static final int RIGHT = 1 << 2;

    /**
     * The display server stamps events in milliseconds, and Chromium takes two presses with the
     * same stamp for one, so that a double click would be none.
     */
    private static final Duration BETWEEN_CLICKS = Duration.ofMillis(4);

    /**
     * Programs count clicks in one place as one series while they come faster than this: Chromium
     * 500 ms after each other, GTK a third one within twice 400 ms of the first.
     */
    private static final Duration SERIES = Duration.ofMillis(850);

    private static final int SERIES_PIXELS = 8;

    /** Programs join movements that come within one picture, at 60 pictures a second. */
    private static final Duration PICTURE = Duration.ofMillis(17);

    /**
     * Of a straight drag; Chromium drops nothing on a place that it saw the pointer reach at once.
     */
    private static final int STEPS = 8;

    /** Chromium forgets movements while it begins to drag an object, and asks the page about it. */
    private static final Duration OBJECT = Duration.ofMillis(200);

    private static final Duration LONGEST_PATH = Duration.ofSeconds(4);

    private final Screen screen;
    private final Gate gate;
    private Point at; // where the next event will be
    private int held;
    private Point clickedAt = new Point(-SERIES_PIXELS, -SERIES_PIXELS);
    private long clickedWhen;

    Mouse(Screen screen, Gate gate) {
        this.screen = screen;
        this.gate = gate;
        var size = screen.size();
        at = new Point(size.width() / 2, size.height() / 2); // where Xvnc puts it
    }

    /** Where the pointer is now, whoever moved it there. */
    Point at() {
        var place = screen.pointerPlace();
        at = new Point(place.x(), place.y());
        return at;
    }

    void move(Point to) {
        at = to;
        screen.pointer(to.x(), to.y(), held);
    }

    /** A series of its own: it waits where programs would count it into one just before. */
    void click(int button, int count) throws InterruptedException {
        if (count > 1 && near(clickedAt)) {
            pause(SERIES.minusNanos(System.nanoTime() - clickedWhen));
        }
        screen.expectReaction();
        pulse(button, count);
        clickedAt = at;
        clickedWhen = System.nanoTime();
    }

    /** Presses and releases, so many times. */
    void pulse(int button, int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                pause(BETWEEN_CLICKS);
            }
            gate.act(() -> {
                try {
                    screen.pointer(at.x(), at.y(), held | button);
                } finally {
                    var _ = release(button);
                }
                screen.barrier(); // what was held back is sent
            });
        }
    }

    void press(int button) throws InterruptedException {
        gate.pass();
        screen.expectReaction();
        try {
            gate.act(() -> {
                screen.pointer(at.x(), at.y(), held | button);
                held |= button;
                screen.barrier();
            });
        } catch (RuntimeException e) {
            release(button);
            throw e;
        }
    }

    /**
     * @return whether it had been held
     */
    boolean release(int button) {
        boolean was = (held & button) != 0;
        held &= ~button;
        screen.pointer(at.x(), at.y(), held);
        return was;
    }

    /**
     * From where the pointer is straight to a place: slowly where programs begin to drag an object
     * and where they decide whether it may be dropped. One press and one release, whatever happens
     * between.
     */
    void drag(Point to) throws InterruptedException {
        var from = at;
        var dx = to.x() - from.x();
        var dy = to.y() - from.y();
        try {
            press(LEFT);
            pause(PICTURE);
            for (int step = 1; step <= STEPS; step++) {
                moveHeld(new Point(from.x() + dx * step / STEPS, from.y() + dy * step / STEPS));
                pause(step == 1 || step == STEPS ? OBJECT : PICTURE);
            }
        } finally {
            release(LEFT);
        }
        screen.barrier();
    }

    /** From where the pointer is along a path, as one draws; the rest as above. */
    void drag(List<Point> through) throws InterruptedException {
        try {
            press(LEFT);
            long left = LONGEST_PATH.toNanos() / through.size();
            var rest = left < PICTURE.toNanos() ? Duration.ofNanos(left) : PICTURE;
            pause(rest);
            for (var point : through) {
                // Programs that begin a drag at a threshold want to see the way, not only its end.
                moveHeld(new Point((at.x() + point.x()) / 2, (at.y() + point.y()) / 2));
                pause(rest);
                moveHeld(point);
                pause(rest);
            }
        } finally {
            release(LEFT);
        }
        screen.barrier();
    }

    private void moveHeld(Point to) {
        move(to);
        screen.barrier();
    }

    private boolean near(Point other) {
        return Math.abs(other.x() - at.x()) <= SERIES_PIXELS
                && Math.abs(other.y() - at.y()) <= SERIES_PIXELS;
    }

    private static void pause(Duration duration) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    }
}
