package dev.handwright.tools;

import dev.handwright.tools.Action.Direction;
import java.util.List;
import java.util.Map;

/** What a model reads about the params of {@code computer}. */
final class ComputerSchema {
    private static final int PATH = 1000;

    private static final String ACTION =
            """
            What to do:
            * screenshot: see the whole screen.
            * zoom: see the part of the screen in region, every pixel of it, to read small text.
            * left_click, right_click, middle_click, double_click, triple_click: click at coordinate, \
            or where the pointer is; text names modifier keys to hold meanwhile.
            * left_click_drag (also drag): press the left button at start_coordinate, or where the \
            pointer is, and release it at coordinate; or go along path.
            * left_mouse_down, left_mouse_up: press or release the left button, at coordinate or where \
            the pointer is.
            * mouse_move: move the pointer to coordinate.
            * cursor_position: where the pointer is.
            * type: type text, any characters; a newline presses Return, a tab the Tab key.
            * key: press the key or chord in text.
            * hold_key: hold the key or chord in text for duration seconds.
            * scroll: turn the wheel at coordinate, or where the pointer is; text names modifier keys.
            * wait: do nothing for duration seconds.\
            """;

    private static final String START =
            "For left_click_drag: where it begins, [x, y]; where the pointer is without it.";

    private static final String TEXT =
            "For type: what to type, 1 to 100000 characters. For key and hold_key: a key or chord by"
                    + " names joined with +, as in Return, Escape, Page_Down, F5, ctrl+a, alt+F4, ctrl++."
                    + " For clicks, drags and scroll: modifier keys to hold meanwhile, as in shift or"
                    + " ctrl+shift.";

    private ComputerSchema() {}

    static Map<String, Object> parameters(List<String> actions, Scaling.Size seen) {
        return Schema.object(
                List.of("action"),
                Schema.ordered(
                        "action",
                        Schema.oneOf(actions, ACTION),
                        "coordinate",
                        Schema.wholes(2, place(seen)),
                        "start_coordinate",
                        Schema.wholes(2, START),
                        "path",
                        Schema.list(
                                Schema.wholes(2, "[x, y]"),
                                PATH,
                                "For left_click_drag, instead of start_coordinate and coordinate:"
                                        + " the points to drag through, from first to last."),
                        "text",
                        Schema.text(TEXT),
                        "duration",
                        Schema.number(
                                0,
                                ComputerTool.LONGEST_SECONDS,
                                "Seconds. Required for hold_key; wait takes 1 without it."),
                        "scroll_direction",
                        Schema.oneOf(Words.all(Direction.class), "For scroll; down without it."),
                        "scroll_amount",
                        Schema.whole(1, 100, "For scroll: steps of the wheel; 3 without it."),
                        "region",
                        Schema.wholes(
                                4,
                                "Required for zoom: [x0, y0, x1, y1], the part's top left and"
                                        + " bottom right corner.")));
    }

    private static String place(Scaling.Size seen) {
        return "[x, y] in pixels: x from 0 to %d, y from 0 to %d. Required for mouse_move and left_click_drag."
                .formatted(seen.width() - 1, seen.height() - 1);
    }
}
