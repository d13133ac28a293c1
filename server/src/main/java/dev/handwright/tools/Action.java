package dev.handwright.tools;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Everything that can be done with keys and pointer, and looking. Coordinates are pixels of the
 * screen from the top left, from 0. {@code at} empty means: where the pointer is. {@code holding}
 * names modifier keys that are held meanwhile.
 */
public sealed interface Action {
    /**
     * @param count 1 to 3
     */
    record Click(Optional<Point> at, Button button, int count, List<String> holding)
            implements Action {
        public Click {
            holding = List.copyOf(holding);
        }

        public Click(Optional<Point> at, Button button, int count) {
            this(at, button, count, List.of());
        }
    }

    record Move(Point to) implements Action {}

    /** Presses the left button and leaves it pressed. */
    record Down(Optional<Point> at) implements Action {}

    /** Releases the left button. */
    record Up(Optional<Point> at) implements Action {}

    /**
     * Presses the left button at {@code from}, goes through all points in straight lines and
     * releases it at the last.
     */
    record Drag(Optional<Point> from, List<Point> through, List<String> holding) implements Action {
        public Drag {
            through = List.copyOf(through);
            holding = List.copyOf(holding);
        }
    }

    /**
     * @param interval between characters; zero is full speed
     */
    record Type(String text, Duration interval) implements Action {}

    /** Presses the keys in order and releases them in reverse: one key, or a chord. */
    record Press(List<String> keys) implements Action {
        public Press {
            keys = List.copyOf(keys);
        }
    }

    /** The same with a pause between pressing and releasing. */
    record HoldKey(List<String> keys, Duration duration) implements Action {
        public HoldKey {
            keys = List.copyOf(keys);
        }
    }

    /**
     * @param amount wheel steps, 1 to 100
     */
    record Scroll(Optional<Point> at, Direction direction, int amount, List<String> holding)
            implements Action {
        public Scroll {
            holding = List.copyOf(holding);
        }

        public Scroll(Optional<Point> at, Direction direction, int amount) {
            this(at, direction, amount, List.of());
        }
    }

    record CursorPosition() implements Action {}

    record Wait(Duration duration) implements Action {}

    record Screenshot(Look look) implements Action {}

    /** Waits until the picture has been still for {@code quiet}, {@code atMost} in all. */
    record AwaitStill(Duration quiet, Duration atMost) implements Action {}

    record Point(int x, int y) {}

    enum Button {
        LEFT,
        MIDDLE,
        RIGHT
    }

    enum Direction {
        UP,
        DOWN,
        LEFT,
        RIGHT
    }
}
