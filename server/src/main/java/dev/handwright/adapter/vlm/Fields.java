package dev.handwright.adapter.vlm;

import dev.handwright.adapter.vlm.Wire.BadAnswer;
import dev.handwright.agent.Reply;
import dev.handwright.agent.Reply.Call;
import dev.handwright.base.Json;
import dev.handwright.tools.ToolCall;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the vendors' forms have in common. */
final class Fields {
    static final String COMPUTER = "computer";
    static final String FINISH = "finish";
    static final String LEFT_OUT = "(A screenshot was here; it is left out to save room.)";

    private static final int MOST_REPEATS = 100;

    private Fields() {}

    /** Name and value in turns; a null value is left out. */
    static Map<String, @Nullable Object> of(@Nullable Object... pairs) {
        var map = new LinkedHashMap<String, @Nullable Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i + 1] != null) {
                map.put(String.valueOf(pairs[i]), pairs[i + 1]);
            }
        }
        return map;
    }

    static String base64(byte[] png) {
        return Base64.getEncoder().encodeToString(png);
    }

    static String dataUrl(byte[] png) {
        return "data:image/png;base64," + base64(png);
    }

    /**
     * The function with which a model says that it is through.
     *
     * @param schema the vendor's word for the schema of a function's arguments
     */
    static Map<String, @Nullable Object> finishFunction(String schema) {
        var success =
                of("type", "boolean", "description", "whether it is carried out, as you see it");
        var message =
                of("type", "string", "description", "one sentence: what was done, or why not");
        return of(
                "name",
                FINISH,
                "description",
                "Say that you are through: the instruction is carried out, or cannot be.",
                schema,
                of(
                        "type",
                        "object",
                        "properties",
                        of("success", success, "message", message),
                        "required",
                        List.of("success", "message"),
                        "additionalProperties",
                        false));
    }

    /** A call of {@link #finishFunction}. */
    static Call finish(String id, Map<String, @Nullable Object> input) {
        if (input.get("success") instanceof Boolean success) {
            var message = input.get("message");
            return new Call.Finish(id, success, message == null ? "" : String.valueOf(message));
        }
        return new Call.Unknown(id, "finish: success is missing; it is true or false");
    }

    /** A call of the computer tool whose input names its action. */
    static Call computer(String id, Map<String, @Nullable Object> input) {
        var params = new LinkedHashMap<String, @Nullable Object>(input);
        var action = Optional.ofNullable(params.remove("action")).map(String::valueOf);
        return new Call.Act(id, repeated(action, params));
    }

    /** As often as {@code repeat} says, which no tool of ours knows. */
    static List<ToolCall> repeated(Optional<String> action, Map<String, @Nullable Object> input) {
        var params = new LinkedHashMap<String, @Nullable Object>(input);
        int times =
                params.remove("repeat") instanceof Number number
                        ? Math.clamp(number.intValue(), 1, MOST_REPEATS)
                        : 1;
        return Collections.nCopies(times, new ToolCall(COMPUTER, action, params));
    }

    static Call unknownTool(String id, String name) {
        return new Call.Unknown(
                id,
                "There is no tool '%s'; there are computer and finish."
                        .formatted(name.length() > 60 ? name.substring(0, 60) + "…" : name));
    }

    static JsonNode need(JsonNode node, String name) throws BadAnswer {
        var field = node.path(name);
        if (field.isMissingNode() || field.isNull()) {
            throw new BadAnswer("it has no " + name);
        }
        return field;
    }

    @SuppressWarnings("unchecked")
    static Map<String, @Nullable Object> object(JsonNode node) {
        return node.isObject() ? Json.mapper().convertValue(node, Map.class) : Map.of();
    }

    /** Whether a reply holds more than thoughts; what does not, no vendor takes back. */
    static boolean says(Reply reply, Predicate<JsonNode> isThought) {
        for (var part : raw(reply)) {
            if (!isThought.test(part)) {
                return true;
            }
        }
        return false;
    }

    /** The vendor's own form of a reply, read again. */
    static JsonNode raw(Reply reply) {
        return Json.mapper().readTree(reply.raw());
    }
}
