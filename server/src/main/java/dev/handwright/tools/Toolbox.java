package dev.handwright.tools;

import dev.handwright.desktops.Screen;
import dev.handwright.tools.Action.Button;
import dev.handwright.tools.Action.Direction;
import dev.handwright.tools.Action.Point;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Does actions on one desktop, one at a time in order of arrival, while {@link Control} says that
 * the desktop is the agent's.
 */
public final class Toolbox {
    private static final int WHEEL_LIMIT = 100;

    private final Screen screen;
    private final Mouse mouse;
    private final Keyboard keyboard;
    private final Camera camera;
    private final Control control;
    private final ReentrantLock lock = new ReentrantLock(true);

    /** On a desktop that nobody else looks at or can take over. */
    public Toolbox(Screen screen) {
        this(screen, new Control(Control.Rules.DEFAULT));
    }

    Toolbox(Screen screen, Control control) {
        this(screen, Camera.alone(screen), control);
    }

    Toolbox(Screen screen, Camera camera, Control control) {
        this.screen = screen;
        this.camera = camera;
        this.control = control;
        this.mouse = new Mouse(screen, control.gate());
        this.keyboard = new Keyboard(screen, control.gate());
    }

    /** What looks at the desktop. */
    public Camera camera() {
        return camera;
    }

    /**
     * Does several things with nothing of others between them. Waits for its turn.
     *
     * @param work may call {@link #perform}
     */
    public <T> T inTurn(Work<T> work) throws ActionRefused, InterruptedException {
        lock.lockInterruptibly();
        try {
            return work.run();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Does one action and returns when the display server has taken it in.
     *
     * @throws ActionRefused with nothing done, for a place outside the screen, an unknown key, a
     *     desktop that a person controls …
     */
    public Outcome perform(Action action) throws ActionRefused, InterruptedException {
        long deadline = control.deadline();
        return inTurn(() -> {
            if (touches(action)) {
                control.awaitAgent(deadline);
                camera.acting();
            }
            return done(action);
        });
    }

    /**
     * Types a text that no picture of this desktop is to show; see {@link
     * dev.handwright.desktops.Veil}. Returns when the screen shows what was typed.
     *
     * @throws ActionRefused as {@link #perform} does
     */
    public void typeSecret(String text, Duration interval)
            throws ActionRefused, InterruptedException {
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\t')) {
            end--; // keys that leave the field, after which another page may show
        }
        var shown = text.substring(0, end);
        var keys = text.substring(end);
        acting(() -> {
            if (!shown.isEmpty()) {
                camera.typing(() -> keyboard.type(shown, interval));
            }
            if (!keys.isEmpty()) {
                keyboard.type(keys, interval);
            }
            return Outcome.DONE;
        });
    }

    /** Does something in turn, once the desktop is the agent's. */
    <T> T acting(Work<T> work) throws ActionRefused, InterruptedException {
        long deadline = control.deadline();
        return inTurn(() -> {
            control.awaitAgent(deadline);
            camera.acting();
            return work.run();
        });
    }

    /** Looking is always allowed. */
    private static boolean touches(Action action) {
        return switch (action) {
            case Action.Screenshot _, Action.CursorPosition _, Action.Wait _, Action.AwaitStill _ ->
                    false;
            case Action.Click _,
                    Action.Move _,
                    Action.Down _,
                    Action.Up _,
                    Action.Drag _,
                    Action.Type _,
                    Action.Press _,
                    Action.HoldKey _,
                    Action.Scroll _ ->
                    true;
        };
    }

    private Outcome done(Action action) throws ActionRefused, InterruptedException {
        return switch (action) {
            case Action.Click click -> {
                requireInside(click.at());
                keyboard.holding(Chord.modifiers(click.holding()), () -> click(click));
                yield Outcome.DONE;
            }
            case Action.Move(var to) -> {
                try (var _ = screen.together()) {
                    moveTo(Optional.of(to));
                    screen.barrier();
                }
                yield Outcome.DONE;
            }
            case Action.Down(var at) -> {
                moveTo(at);
                mouse.press(Mouse.LEFT);
                yield Outcome.DONE;
            }
            case Action.Up(var at) -> up(at);
            case Action.Drag drag -> drag(drag);
            case Action.Type(var text, var interval) -> {
                keyboard.type(text, interval);
                yield Outcome.DONE;
            }
            case Action.Press(var keys) -> press(keys, Duration.ZERO);
            case Action.HoldKey(var keys, var duration) -> press(keys, duration);
            case Action.Scroll scroll -> scroll(scroll);
            case Action.CursorPosition() -> position();
            case Action.Wait(var duration) -> {
                TimeUnit.NANOSECONDS.sleep(duration.toNanos());
                yield Outcome.DONE;
            }
            case Action.Screenshot(var look) -> Outcome.seen(camera.look(look));
            case Action.AwaitStill(var quiet, var atMost) ->
                    new Outcome(
                            screen.awaitStill(quiet, atMost),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty());
        };
    }

    private void click(Action.Click click) throws ActionRefused, InterruptedException {
        try (var _ = screen.together()) {
            moveTo(click.at());
            mouse.click(mask(click.button()), click.count());
        }
    }

    private Outcome up(Optional<Point> at) throws ActionRefused {
        moveTo(at);
        boolean was = mouse.release(Mouse.LEFT);
        screen.barrier();
        return was ? Outcome.DONE : Outcome.said("The left button was not held.");
    }

    private Outcome drag(Action.Drag drag) throws ActionRefused, InterruptedException {
        requireInside(drag.from());
        for (var point : drag.through()) {
            requireInside(Optional.of(point));
        }
        if (drag.through().isEmpty()) {
            throw new ActionRefused("the drag has no end; name the point where it ends");
        }
        keyboard.holding(
                Chord.modifiers(drag.holding()),
                () -> {
                    moveTo(drag.from());
                    if (drag.through().size() == 1) {
                        mouse.drag(drag.through().getFirst());
                    } else {
                        mouse.drag(drag.through());
                    }
                });
        return Outcome.DONE;
    }

    private Outcome press(List<String> keys, Duration hold)
            throws ActionRefused, InterruptedException {
        keyboard.press(Chord.of(keys), hold);
        return Outcome.DONE;
    }

    private Outcome scroll(Action.Scroll scroll) throws ActionRefused, InterruptedException {
        if (scroll.amount() < 1 || scroll.amount() > WHEEL_LIMIT) {
            throw new ActionRefused(
                    "the amount %d is no number of wheel steps; use 1 to %d"
                            .formatted(scroll.amount(), WHEEL_LIMIT));
        }
        requireInside(scroll.at());
        keyboard.holding(
                Chord.modifiers(scroll.holding()),
                () -> {
                    moveTo(scroll.at());
                    mouse.pulse(wheel(scroll.direction()), scroll.amount());
                });
        return Outcome.DONE;
    }

    private Outcome position() {
        var at = mouse.at();
        return new Outcome(
                true,
                Optional.of("X=%d,Y=%d".formatted(at.x(), at.y())),
                Optional.empty(),
                Optional.of(at));
    }

    private void moveTo(Optional<Point> to) throws ActionRefused {
        requireInside(to);
        if (to.isPresent()) {
            mouse.move(to.get());
        } else {
            var _ = mouse.at();
        }
    }

    private void requireInside(Optional<Point> point) throws ActionRefused {
        if (point.isPresent()) {
            var size = Scaling.of(screen.size()).picture();
            Arguments.requireInside("the point", point.get(), size);
        }
    }

    private static int mask(Button button) {
        return switch (button) {
            case LEFT -> Mouse.LEFT;
            case MIDDLE -> Mouse.MIDDLE;
            case RIGHT -> Mouse.RIGHT;
        };
    }

    private static int wheel(Direction direction) {
        return switch (direction) {
            case UP -> 1 << 3;
            case DOWN -> 1 << 4;
            case LEFT -> 1 << 5;
            case RIGHT -> 1 << 6;
        };
    }

    /** What is done while the desktop's turn is held. */
    public interface Work<T> {
        T run() throws ActionRefused, InterruptedException;
    }
}
