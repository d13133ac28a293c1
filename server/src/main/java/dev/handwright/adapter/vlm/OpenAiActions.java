package dev.handwright.adapter.vlm;

import dev.handwright.tools.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The actions of OpenAI's computer tool, as ours. */
final class OpenAiActions {
    /** A step of the wheel moves a page by about so many pixels. */
    private static final double PIXELS_PER_STEP = 100;

    private static final int MOST_STEPS = 100;

    private OpenAiActions() {}

    /** One of theirs is one of ours, or two for an oblique scroll. */
    static List<ToolCall> of(JsonNode action) {
        return switch (action.path("type").asString("")) {
            case "click" -> click(action);
            case "double_click" -> pointing("double_click", action);
            case "drag" -> one("left_click_drag", "path", path(action), "text", held(action));
            case "keypress" -> one("key", "keys", texts(action.path("keys")));
            case "move" -> one("mouse_move", "coordinate", at(action));
            case "screenshot" -> one("screenshot");
            case "scroll" -> scroll(action);
            case "type" -> one("type", "text", action.path("text").asString(""));
            case "wait" -> one("wait");
            case String other ->
                    List.of(new ToolCall(Fields.COMPUTER, Optional.of(other), Map.of()));
        };
    }

    private static List<ToolCall> click(JsonNode action) {
        return switch (action.path("button").asString("left")) {
            case "right" -> pointing("right_click", action);
            case "wheel" -> pointing("middle_click", action);
            case "back" -> one("key", "text", "alt+Left");
            case "forward" -> one("key", "text", "alt+Right");
            default -> pointing("left_click", action);
        };
    }

    private static List<ToolCall> pointing(String name, JsonNode action) {
        return one(name, "coordinate", at(action), "text", held(action));
    }

    private static List<ToolCall> scroll(JsonNode action) {
        var calls = new ArrayList<ToolCall>();
        int x = action.path("scroll_x").asInt(0);
        int y = action.path("scroll_y").asInt(0);
        if (y != 0 || x == 0) {
            calls.addAll(scroll(action, y < 0 ? "up" : "down", y));
        }
        if (x != 0) {
            calls.addAll(scroll(action, x < 0 ? "left" : "right", x));
        }
        return calls;
    }

    private static List<ToolCall> scroll(JsonNode action, String direction, int pixels) {
        long steps = Math.round(Math.abs((double) pixels) / PIXELS_PER_STEP);
        return one(
                "scroll",
                "coordinate",
                at(action),
                "scroll_direction",
                direction,
                "scroll_amount",
                Math.clamp(steps, 1, MOST_STEPS),
                "text",
                held(action));
    }

    private static List<Object> at(JsonNode place) {
        return List.of(place.path("x").asInt(-1), place.path("y").asInt(-1));
    }

    private static List<Object> path(JsonNode action) {
        var path = new ArrayList<Object>();
        action.path("path").forEach(it -> path.add(at(it)));
        return path;
    }

    private static @Nullable String held(JsonNode action) {
        var keys = texts(action.path("keys"));
        return keys.isEmpty() ? null : String.join("+", keys);
    }

    private static List<String> texts(JsonNode list) {
        var texts = new ArrayList<String>();
        list.forEach(it -> texts.add(it.asString("")));
        return texts;
    }

    private static List<ToolCall> one(String action, @Nullable Object... params) {
        return List.of(new ToolCall(Fields.COMPUTER, Optional.of(action), Fields.of(params)));
    }
}
