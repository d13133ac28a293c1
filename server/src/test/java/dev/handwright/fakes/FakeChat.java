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
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Chat completions as open servers have them. */
final class FakeChat implements FakeVendor.Form {
    private @Nullable String picture;
    private final List<String> words = new ArrayList<>();

    @Override
    public Seen read(JsonNode request, Map<String, List<String>> headers) throws Refused {
        var open = new HashSet<String>();
        for (var message : request.path("messages")) {
            switch (message.path("role").asString("")) {
                case "assistant" -> {
                    Refused.unless(open.isEmpty(), "tool_call_ids without a response: " + open);
                    message.path("tool_calls").forEach(it -> open.add(it.path("id").asString()));
                }
                case "tool" -> {
                    var id = message.path("tool_call_id").asString();
                    Refused.unless(open.remove(id), "no tool_call " + id);
                    Refused.unless(message.path("content").isString(), "tool content must be text");
                    words.add(message.path("content").asString());
                }
                case "user" -> {
                    Refused.unless(open.isEmpty(), "tool_call_ids without a response: " + open);
                    user(message.path("content"));
                }
                default -> {}
            }
        }
        Refused.unless(picture != null, "no picture");
        return new Seen(
                FakeVendor.Form.picture(Objects.requireNonNull(picture)),
                words,
                request.has("tools"));
    }

    private void user(JsonNode content) {
        if (content.isString()) {
            words.add(content.asString());
            return;
        }
        for (var part : content) {
            if (part.path("type").asString("").equals("image_url")) {
                var url = part.path("image_url").path("url").asString("");
                picture = url.substring(url.indexOf(',') + 1);
            } else {
                words.add(part.path("text").asString(""));
            }
        }
    }

    @Override
    public Object answer(JsonNode request, List<Move> moves) {
        var message = new LinkedHashMap<String, Object>();
        message.put("role", "assistant");
        message.put("reasoning_content", "I look.");
        var calls = new ArrayList<Object>();
        var text = new ArrayList<String>();
        for (var move : moves) {
            var id = "call_%d_%d".formatted(request.path("messages").size(), calls.size());
            switch (move) {
                case Move.Say(var words) -> text.add(words);
                case Move.Refuse(var why) -> message.put("refusal", why);
                case Move.Do(var action, var params) -> {
                    var input = new LinkedHashMap<String, Object>();
                    input.put("action", action);
                    input.putAll(params);
                    calls.add(call(id, "computer", input));
                }
                case Move.Finish(boolean success, var why) ->
                        calls.add(call(id, "finish", Map.of("success", success, "message", why)));
                case Move.Imagine(var tool) -> calls.add(call(id, tool, Map.of()));
            }
        }
        message.put("content", String.join("\n", text));
        if (!calls.isEmpty()) {
            message.put("tool_calls", calls);
        }
        return Map.of(
                "id", "chatcmpl-1",
                "object", "chat.completion",
                "model", request.path("model").asString(),
                "choices",
                        List.of(
                                Map.of(
                                        "index",
                                        0,
                                        "message",
                                        message,
                                        "finish_reason",
                                        calls.isEmpty() ? "stop" : "tool_calls")),
                "usage",
                        Map.of(
                                "prompt_tokens", 1110,
                                "prompt_tokens_details", Map.of("cached_tokens", 1000),
                                "completion_tokens", 20,
                                "total_tokens", 1130));
    }

    private static Object call(String id, String name, Map<String, ?> arguments) {
        return Map.of(
                "id",
                id,
                "type",
                "function",
                "function",
                Map.of("name", name, "arguments", Json.write(arguments)));
    }
}
