package dev.handwright.tools;

import dev.handwright.tools.Action.Button;
import dev.handwright.tools.Action.Direction;
import dev.handwright.tools.Action.Point;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code computer}: looking, pointing and typing, with the names that models know. */
public final class ComputerTool implements Tool {
    /** One call may take this long; longer ones would outlive what is between us and the caller. */
    static final int LONGEST_SECONDS = 100;

    private static final Duration WAIT = Duration.ofSeconds(1);
    private static final int WHEEL_STEPS = 3;
    private static final int MOST_WHEEL_STEPS = 100;

    private static final List<String> ACTIONS =
            List.of(
                    "screenshot",
                    "left_click",
                    "right_click",
                    "middle_click",
                    "double_click",
                    "triple_click",
                    "left_click_drag",
                    "drag",
                    "left_mouse_down",
                    "left_mouse_up",
                    "mouse_move",
                    "cursor_position",
                    "type",
                    "key",
                    "hold_key",
                    "scroll",
                    "wait",
                    "zoom");

    @Override
    public String name() {
        return "computer";
    }

    @Override
    public String description() {
        return "Use the desktop with mouse, keyboard and screen. Look at a screenshot before you act"
                + " and after actions whose effect matters. Coordinates are [x, y] in pixels of"
                + " the screenshot, [0, 0] is the top left corner; aim at the middle of what you"
                + " click. Programs are started by their icon in the bar at the bottom; a click on"
                + " it opens the browser.";
    }

    @Override
    public List<String> actions() {
        return ACTIONS;
    }

    @Override
    public Map<String, Object> more(Scaling.Size seen) {
        return Schema.ordered("display_width_px", seen.width(), "display_height_px", seen.height());
    }

    @Override
    public Map<String, Object> parameters(Scaling.Size seen) {
        return ComputerSchema.parameters(ACTIONS, seen);
    }

    @Override
    public Step step(String name, Arguments given) throws ActionRefused {
        var action = action(name, given);
        return (_, toolbox) -> toolbox.perform(action);
    }

    private static Action action(String name, Arguments given) throws ActionRefused {
        return switch (name) {
            case "screenshot" -> new Action.Screenshot(given.look());
            case "left_click" -> click(given, Button.LEFT, 1);
            case "right_click" -> click(given, Button.RIGHT, 1);
            case "middle_click" -> click(given, Button.MIDDLE, 1);
            case "double_click" -> click(given, Button.LEFT, 2);
            case "triple_click" -> click(given, Button.LEFT, 3);
            case "left_click_drag", "drag" -> drag(given);
            case "left_mouse_down" -> new Action.Down(given.place("coordinate"));
            case "left_mouse_up" -> new Action.Up(given.place("coordinate"));
            case "mouse_move" -> new Action.Move(given.requiredPlace("coordinate"));
            case "cursor_position" -> new Action.CursorPosition();
            case "type" -> new Action.Type(given.requiredText("text"), Duration.ZERO);
            case "key" -> new Action.Press(keys(given));
            case "hold_key" -> holdKey(given);
            case "scroll" -> scroll(given);
            case "wait" -> new Action.Wait(given.seconds(LONGEST_SECONDS, "duration").orElse(WAIT));
            case "zoom" -> new Action.Screenshot(given.look().of(given.requiredRegion("region")));
            default -> throw new IllegalArgumentException(name + " is none of our actions");
        };
    }

    private static Action click(Arguments given, Button button, int count) throws ActionRefused {
        return new Action.Click(given.place("coordinate"), button, count, modifiers(given));
    }

    private static Action drag(Arguments given) throws ActionRefused {
        var from = given.point("start_coordinate");
        var path = given.path("path");
        var end = given.place("coordinate");
        if (path.isEmpty()) {
            if (end.isEmpty()) {
                throw Arguments.missing(
                        "coordinate",
                        "give the point where the drag ends, as in [100, 200], or a path");
            }
            return new Action.Drag(from, List.of(end.get()), modifiers(given));
        }
        if (from.isPresent() || end.isPresent()) {
            throw given.refused(
                    "path", "stands alone: leave out start_coordinate and coordinate, or the path");
        }
        var points = path.get();
        if (points.size() < 2) {
            throw given.refused("path", "has one point; give at least a start and an end");
        }
        Optional<Point> start = Optional.of(points.getFirst());
        return new Action.Drag(start, points.subList(1, points.size()), modifiers(given));
    }

    private static Action holdKey(Arguments given) throws ActionRefused {
        var keys = keys(given);
        var duration = given.seconds(LONGEST_SECONDS, "duration");
        return new Action.HoldKey(
                keys,
                duration.orElseThrow(() ->
                        Arguments.missing(
                                "duration", "give the seconds to hold the key, 0 to 100")));
    }

    private static Action scroll(Arguments given) throws ActionRefused {
        return new Action.Scroll(
                given.place("coordinate"),
                given.oneOf(Direction.class, "scroll_direction", "direction")
                        .orElse(Direction.DOWN),
                given.whole(1, MOST_WHEEL_STEPS, "scroll_amount", "amount").orElse(WHEEL_STEPS),
                modifiers(given));
    }

    /** Refused here, before anything is done, where there is no such key. */
    private static List<String> keys(Arguments given) throws ActionRefused {
        var keys = given.keys("text", "key", "keys");
        var _ = Chord.of(keys);
        return keys;
    }

    private static List<String> modifiers(Arguments given) throws ActionRefused {
        var keys = given.modifiers("text");
        var _ = Chord.modifiers(keys);
        return keys;
    }
}
