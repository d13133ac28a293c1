package dev.handwright.fakes;

import dev.handwright.base.Json;
import dev.handwright.fakes.FakeVendor.Move;
import dev.handwright.fakes.FakeVendor.Refused;
import dev.handwright.fakes.FakeVendor.Seen;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** OpenAI's Responses with the computer tool. */
final class FakeOpenAi implements FakeVendor.Form {
    private @Nullable String picture;
    private final List<String> words = new ArrayList<>();

    @Override
    public Seen read(JsonNode request, Map<String, List<String>> headers) throws Refused {
        Refused.unless(headers.containsKey("Authorization"), "You didn't provide an API key.");
        Refused.unless(!request.has("temperature"), "Unsupported parameter: 'temperature'");
        var open = new HashSet<String>();
        for (var item : request.path("input")) {
            switch (item.path("type").asString("message")) {
                case "computer_call", "function_call" -> open.add(item.path("call_id").asString());
                case "computer_call_output" -> {
                    closes(item, open);
                    take(item.path("output").path("image_url").asString(""));
                }
                case "function_call_output" -> closes(item, open);
                default -> message(item);
            }
        }
        Refused.unless(open.isEmpty(), "No tool output found for call " + open);
        Refused.unless(picture != null, "no picture");
        return new Seen(
                FakeVendor.Form.picture(Objects.requireNonNull(picture)),
                words,
                request.has("tools"));
    }

    private static void closes(JsonNode item, Set<String> open) throws Refused {
        var id = item.path("call_id").asString();
        Refused.unless(open.remove(id), "No tool call found for output with call_id " + id);
    }

    private void message(JsonNode item) {
        for (var part : item.path("content")) {
            if (part.path("type").asString("").equals("input_image")) {
                take(part.path("image_url").asString(""));
            } else {
                words.add(part.path("text").asString(""));
            }
        }
    }

    private void take(String url) {
        picture = url.substring(url.indexOf(',') + 1);
    }

    @Override
    public Object answer(JsonNode request, List<Move> moves) {
        var output = new ArrayList<Object>();
        output.add(
                Map.of(
                        "type",
                        "reasoning",
                        "id",
                        "rs_1",
                        "summary",
                        List.of(),
                        "encrypted_content",
                        "x"));
        var actions = new ArrayList<Object>();
        var id = "call_" + request.path("input").size();
        for (var move : moves) {
            switch (move) {
                case Move.Say(var text) ->
                        output.add(
                                message(
                                        Map.of(
                                                "type",
                                                "output_text",
                                                "text",
                                                text,
                                                "annotations",
                                                List.of())));
                case Move.Refuse(var why) ->
                        output.add(message(Map.of("type", "refusal", "refusal", why)));
                case Move.Do(var action, var params) -> actions.add(action(action, params));
                case Move.Finish(boolean success, var message) ->
                        output.add(
                                function(
                                        id + "f",
                                        "finish",
                                        Map.of("success", success, "message", message)));
                case Move.Imagine(var tool) -> output.add(function(id + "i", tool, Map.of()));
            }
        }
        if (!actions.isEmpty()) {
            output.add(
                    Map.of(
                            "type",
                            "computer_call",
                            "id",
                            "cu_1",
                            "call_id",
                            id,
                            "actions",
                            actions,
                            "pending_safety_checks",
                            List.of(),
                            "status",
                            "completed"));
        }
        return response(request, output);
    }

    private static Object response(JsonNode request, List<Object> output) {
        return Map.of(
                "id",
                "resp_1",
                "object",
                "response",
                "status",
                "completed",
                "model",
                request.path("model").asString(),
                "output",
                output,
                "usage",
                Map.of(
                        "input_tokens", 1110,
                        "input_tokens_details",
                                Map.of("cached_tokens", 1000, "cache_write_tokens", 10),
                        "output_tokens", 20,
                        "output_tokens_details", Map.of("reasoning_tokens", 5),
                        "total_tokens", 1130));
    }

    private static Object message(Map<String, ?> part) {
        return Map.of(
                "type",
                "message",
                "id",
                "msg_1",
                "role",
                "assistant",
                "status",
                "completed",
                "content",
                List.of(part));
    }

    private static Object function(String id, String name, Map<String, ?> arguments) {
        return Map.of(
                "type",
                "function_call",
                "id",
                "fc_1",
                "call_id",
                id,
                "name",
                name,
                "arguments",
                Json.write(arguments),
                "status",
                "completed");
    }

    /** Our actions in their words. */
    static Map<String, Object> action(String action, Map<String, ?> params) {
        var their = new LinkedHashMap<String, Object>();
        their.put(
                "type",
                switch (action) {
                    case "left_click", "right_click", "middle_click" -> "click";
                    case "mouse_move" -> "move";
                    case "left_click_drag" -> "drag";
                    case "key" -> "keypress";
                    default -> action;
                });
        switch (action) {
            case "left_click" -> their.put("button", "left");
            case "right_click" -> their.put("button", "right");
            case "middle_click" -> their.put("button", "wheel");
            default -> {}
        }
        if (params.get("coordinate") instanceof List<?> at) {
            their.put("x", at.get(0));
            their.put("y", at.get(1));
        }
        if (params.get("path") instanceof List<?> path) {
            their.put("path", path.stream().map(FakeOpenAi::point).toList());
        }
        if (params.get("keys") instanceof List<?> keys) {
            their.put("keys", keys);
        }
        if (params.get("text") instanceof String text) {
            their.put(
                    action.equals("type") ? "text" : "keys",
                    action.equals("type") ? text : List.of(text.split("\\+")));
        }
        if (action.equals("scroll") && params.get("scroll_amount") instanceof Number steps) {
            var direction = String.valueOf(params.get("scroll_direction"));
            int pixels = steps.intValue() * (direction.matches("up|left") ? -100 : 100);
            boolean sideways = direction.matches("left|right");
            their.put("scroll_x", sideways ? pixels : 0);
            their.put("scroll_y", sideways ? 0 : pixels);
        }
        return their;
    }

    private static Object point(Object at) {
        return at instanceof List<?> two ? Map.of("x", two.get(0), "y", two.get(1)) : Map.of();
    }
}
