package dev.handwright.tools;

import dev.handwright.desktops.Screen;
import dev.handwright.tools.Action.Point;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Does actions on one desktop, one at a time in order of arrival, while {@link Control} says that
 * the desktop is the agent's.
 */
public final class Toolbox {
    private static final int WHEEL_LIMIT = 100;

    /**
     * The display server stamps events in milliseconds, and Chromium takes two presses with the
     * same stamp for one, so that a double click would be none.
     */
    private static final Duration BETWEEN_CLICKS = Duration.ofMillis(4);

    private final Screen screen;
    private final Keyboard keyboard;
    private final Control control;
    private final ReentrantLock lock = new ReentrantLock(true);
    private Point pointer; // guarded by lock

    /** On a desktop that nobody can take over. */
    public Toolbox(Screen screen) {
        this(screen, new Control(Control.Rules.DEFAULT));
    }

    public Toolbox(Screen screen, Control control) {
        this.screen = screen;
        this.control = control;
        this.keyboard = new Keyboard(screen);
        var size = screen.size();
        this.pointer = new Point(size.width() / 2, size.height() / 2); // where Xvnc puts it
    }

    /**
     * Does one action and returns when the display server has taken it in.
     *
     * @return false only for a picture that did not become still in time
     * @throws ActionRefused with nothing done, for a place outside the screen, an unknown key, a
     *     desktop that a person controls …
     */
    public boolean perform(Action action) throws ActionRefused, InterruptedException {
        long deadline = control.deadline();
        lock.lockInterruptibly();
        try {
            if (touches(action)) {
                control.awaitAgent(deadline);
            }
            boolean done = true;
            switch (action) {
                case Action.Click(var at, var button, int count) -> click(at, button, count);
                case Action.Move(var to) -> {
                    move(to);
                    screen.barrier();
                }
                case Action.Type(var text, var interval) -> keyboard.type(text, interval);
                case Action.Press(var keys) -> keyboard.press(keys);
                case Action.Scroll(var at, var direction, int amount) ->
                        scroll(at, direction, amount);
                case Action.AwaitStill(var quiet, var atMost) ->
                        done = screen.awaitStill(quiet, atMost);
            }
            return done;
        } finally {
            lock.unlock();
        }
    }

    /** Looking is always allowed. */
    private static boolean touches(Action action) {
        return !(action instanceof Action.AwaitStill);
    }

    private void click(Optional<Point> at, Action.Button button, int count)
            throws ActionRefused, InterruptedException {
        if (at.isPresent()) {
            move(at.get());
        }
        int mask =
                switch (button) {
                    case LEFT -> 1;
                    case MIDDLE -> 2;
                    case RIGHT -> 4;
                };
        pulse(mask, count);
    }

    private void scroll(Optional<Point> at, Action.Direction direction, int amount)
            throws ActionRefused, InterruptedException {
        if (amount < 1 || amount > WHEEL_LIMIT) {
            throw new ActionRefused(
                    "the amount %d is no number of wheel steps; use 1 to %d"
                            .formatted(amount, WHEEL_LIMIT));
        }
        if (at.isPresent()) {
            move(at.get());
        }
        int mask =
                switch (direction) {
                    case UP -> 1 << 3;
                    case DOWN -> 1 << 4;
                    case LEFT -> 1 << 5;
                    case RIGHT -> 1 << 6;
                };
        pulse(mask, amount);
    }

    private void pulse(int mask, int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                screen.barrier();
                TimeUnit.NANOSECONDS.sleep(BETWEEN_CLICKS.toNanos());
            }
            try {
                screen.pointer(pointer.x(), pointer.y(), mask);
            } finally {
                screen.pointer(pointer.x(), pointer.y(), 0);
            }
        }
        screen.barrier();
    }

    private void move(Point to) throws ActionRefused {
        var size = screen.size();
        if (to.x() < 0 || to.y() < 0 || to.x() >= size.width() || to.y() >= size.height()) {
            throw new ActionRefused(
                    "the point %d,%d is outside the screen, which is %dx%d: x is 0 to %d, y is 0 to %d"
                            .formatted(
                                    to.x(),
                                    to.y(),
                                    size.width(),
                                    size.height(),
                                    size.width() - 1,
                                    size.height() - 1));
        }
        pointer = to;
        screen.pointer(to.x(), to.y(), 0);
    }
}
