package dev.handwright.edge.http;

import dev.handwright.base.Json;
import dev.handwright.desktops.DisplaySize;
import dev.handwright.tools.ActionRefused;
import dev.handwright.tools.Arguments;
import dev.handwright.tools.LookAfter;
import dev.handwright.tools.Scaling;
import dev.handwright.tools.ToolCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code POST /desktops/{id}/execute} is asked to do. One action comes in any of these forms:
 *
 * <ul>
 *   <li>{@code {"action": {"tool", "action", "params"}}}, as the public clients send it,
 *   <li>{@code {"tool", "action", "params"}},
 *   <li>{@code {"name", "arguments"}} with the action among the arguments, which may be JSON text,
 *   <li>{@code {"type": "tool_use", "name", "input"}}, as a model's answer has it;
 * </ul>
 *
 * several as {@code {"actions": […]}}.
 *
 * <p>Beside them, {@code look} asks for a picture afterwards and {@code scale} for pictures of
 * another size, in whose pixels all coordinates are then counted.
 *
 * @param batch whether they came as {@code actions}
 */
record ExecuteBody(List<ToolCall> calls, boolean batch, Scaling scaling, Optional<LookAfter> look) {
    private static final int MOST = 100;

    /** Of a picture, in pixels. */
    private static final int LEAST_SIDE = 16;

    private static final String REMEDY =
            "send {\"action\": {\"tool\": \"computer\", \"action\": \"screenshot\", \"params\": {}}}";

    ExecuteBody {
        calls = List.copyOf(calls);
    }

    static ExecuteBody read(Map<String, @Nullable Object> body, DisplaySize screen)
            throws ActionRefused {
        boolean batch = body.get("actions") != null;
        var calls = batch ? calls(body.get("actions")) : List.of(call(body, ""));
        var scaling = scaling(body.get("scale"), screen);
        return new ExecuteBody(calls, batch, scaling, look(body.get("look"), scaling));
    }

    private static List<ToolCall> calls(@Nullable Object actions) {
        if (!(actions instanceof List<?> list) || list.isEmpty() || list.size() > MOST) {
            throw Problem.badRequest(
                    "actions: it must be a list of 1 to %d actions.".formatted(MOST));
        }
        var calls = new ArrayList<ToolCall>();
        for (int i = 0; i < list.size(); i++) {
            var at = "actions[%d]".formatted(i);
            calls.add(call(object(list.get(i), at), at + "."));
        }
        return calls;
    }

    private static Scaling scaling(@Nullable Object scale, DisplaySize screen)
            throws ActionRefused {
        var whole = Scaling.of(screen);
        if (scale == null) {
            return whole;
        }
        var given = new Arguments(object(scale, "scale"), whole);
        int width = given.whole(LEAST_SIDE, Scaling.Size.MOST_WIDTH, "width").orElse(0);
        int height = given.whole(LEAST_SIDE, Scaling.Size.MOST_HEIGHT, "height").orElse(0);
        if (width == 0 || height == 0) {
            throw Problem.badRequest(
                    "scale: width or height is missing; give both, as in"
                            + " {\"width\": 800, \"height\": 600}.");
        }
        return new Scaling(new Scaling.Size(width, height), screen);
    }

    /** {@code true} is a look as usual. */
    private static Optional<LookAfter> look(@Nullable Object look, Scaling scaling)
            throws ActionRefused {
        if (look == null || look.equals(false)) {
            return Optional.empty();
        }
        var given = look.equals(true) ? Map.<String, @Nullable Object>of() : object(look, "look");
        return Optional.of(LookAfter.read(new Arguments(given, scaling)));
    }

    /**
     * @param at goes before the names of fields in errors
     */
    private static ToolCall call(Map<String, @Nullable Object> given, String at) {
        if (given.get("action") instanceof Map<?, ?> inner) {
            return plain(object(inner, at + "action"), at + "action.");
        }
        if (given.get("input") != null) {
            return named(given, "input", at);
        }
        if (given.get("arguments") != null || given.get("name") != null) {
            return named(given, "arguments", at);
        }
        if (given.get("action") == null && given.get("tool") == null) {
            throw Problem.badRequest("%saction: it is missing; %s.".formatted(at, REMEDY));
        }
        return plain(given, at);
    }

    private static ToolCall plain(Map<String, @Nullable Object> given, String at) {
        var params =
                given.get("params") == null
                        ? Map.<String, @Nullable Object>of()
                        : object(given.get("params"), at + "params");
        return new ToolCall(
                text(given, "tool", at, "name a tool, as in computer"),
                Optional.of(text(given, "action", at, "name an action, as in screenshot")),
                params);
    }

    private static ToolCall named(Map<String, @Nullable Object> given, String field, String at) {
        var tool = text(given, "name", at, "name a tool, as in computer");
        var params = new LinkedHashMap<String, @Nullable Object>();
        if (given.get(field) != null) {
            params.putAll(object(given.get(field), at + field));
        }
        Optional<String> action =
                params.get("action") == null
                        ? Optional.empty()
                        : Optional.of(text(params, "action", at + field + ".", "name an action"));
        params.remove("action");
        return new ToolCall(tool, action, params);
    }

    private static String text(
            Map<String, @Nullable Object> given, String name, String at, String remedy) {
        return switch (given.get(name)) {
            case null ->
                    throw Problem.badRequest(
                            "%s%s: it is missing; %s.".formatted(at, name, remedy));
            case String text -> text;
            case Object other ->
                    throw Problem.badRequest(
                            "%s%s: %s is no string; %s.".formatted(at, name, shown(other), remedy));
        };
    }

    /** An object, or JSON text of one. */
    private static Map<String, @Nullable Object> object(@Nullable Object value, String at) {
        if (value instanceof String text) {
            try {
                return Json.readObject(text);
            } catch (Json.BadJson e) {
                throw Problem.badRequest(
                        "%s: it is not the JSON it should be: %s".formatted(at, e.getMessage()));
            }
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw Problem.badRequest(
                    "%s: %s is no object; give one in braces.".formatted(at, shown(value)));
        }
        var object = new LinkedHashMap<String, @Nullable Object>();
        map.forEach((key, item) -> object.put(String.valueOf(key), item));
        return object;
    }

    private static String shown(@Nullable Object value) {
        var text = Json.write(value);
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
