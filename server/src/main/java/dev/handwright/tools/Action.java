package dev.handwright.tools;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Everything that can be done to a desktop. Coordinates are pixels from the top left, from 0. */
public sealed interface Action {
    /** {@code at} empty: where the pointer is. */
    record Click(Optional<Point> at, Button button, int count) implements Action {}

    record Move(Point to) implements Action {}

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

    /**
     * @param amount wheel steps, 1 to 100
     */
    record Scroll(Optional<Point> at, Direction direction, int amount) implements Action {}

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
