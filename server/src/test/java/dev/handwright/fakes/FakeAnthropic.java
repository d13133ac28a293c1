package dev.handwright.fakes;

import dev.handwright.fakes.FakeVendor.Move;
import dev.handwright.fakes.FakeVendor.Refused;
import dev.handwright.fakes.FakeVendor.Seen;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Anthropic's Messages, both forms of the computer tool. */
final class FakeAnthropic implements FakeVendor.Form {
    private @Nullable String picture;
    private final List<String> words = new ArrayList<>();

    @Override
    public Seen read(JsonNode request, Map<String, List<String>> headers) throws Refused {
        Refused.unless(has(headers, "X-api-key"), "x-api-key header is required");
        Refused.unless(has(headers, "Anthropic-version"), "anthropic-version: header is required");
        for (var sampling : List.of("temperature", "top_p", "top_k")) {
            Refused.unless(!request.has(sampling), sampling + ": Extra inputs are not permitted");
        }
        Refused.unless(request.path("max_tokens").isInt(), "max_tokens: Field required");
        boolean single =
                request.path("tools").path(0).path("type").asString("").matches("computer_\\d+");
        Refused.unless(
                !single || has(headers, "Anthropic-beta"), "tools.0: unknown type without beta");
        Map<String, String> open = new HashMap<>();
        for (var message : request.path("messages")) {
            if (message.path("role").asString("").equals("assistant")) {
                open = calls(message);
            } else {
                answered(message, open);
                open = Map.of();
            }
        }
        Refused.unless(open.isEmpty(), "the last message must be the user's");
        Refused.unless(picture != null, "no picture");
        return new Seen(
                FakeVendor.Form.picture(Objects.requireNonNull(picture)),
                words,
                request.has("tools"));
    }

    private static boolean has(Map<String, List<String>> headers, String name) {
        return headers.containsKey(name) && !headers.get(name).getFirst().isEmpty();
    }

    /** Identifier to toolset, which may be empty. */
    private static Map<String, String> calls(JsonNode message) {
        var calls = new HashMap<String, String>();
        for (var block : message.path("content")) {
            if (block.path("type").asString("").equals("tool_use")) {
                calls.put(block.path("id").asString(), block.path("toolset_name").asString(""));
            }
        }
        return calls;
    }

    private void answered(JsonNode message, Map<String, String> open) throws Refused {
        Set<String> answered = new HashSet<>();
        for (var block : message.path("content")) {
            if (block.path("type").asString("").equals("tool_result")) {
                var id = block.path("tool_use_id").asString();
                Refused.unless(open.containsKey(id), "unexpected tool_use_id " + id);
                Refused.unless(
                        block.path("toolset_name").asString("").equals(open.get(id)),
                        "toolset_name does not match that of the tool_use " + id);
                answered.add(id);
                block.path("content").forEach(this::take);
            } else {
                take(block);
            }
        }
        Refused.unless(answered.equals(open.keySet()), "tool_use ids without tool_result: " + open);
    }

    private void take(JsonNode block) {
        switch (block.path("type").asString("")) {
            case "text" -> words.add(block.path("text").asString());
            case "image" -> picture = block.path("source").path("data").asString();
            default -> {}
        }
    }

    @Override
    public Object answer(JsonNode request, List<Move> moves) {
        var type = request.path("tools").path(0).path("type").asString("");
        boolean toolset = type.startsWith("computer_toolset_");
        var content = new ArrayList<Object>();
        content.add(Map.of("type", "thinking", "thinking", "I look.", "signature", "c2ln"));
        var stop = "end_turn";
        for (int i = 0; i < moves.size(); i++) {
            var id = "toolu_%d_%d".formatted(request.path("messages").size(), i);
            switch (moves.get(i)) {
                case Move.Say(var text) -> content.add(Map.of("type", "text", "text", text));
                case Move.Do(var action, var params) ->
                        content.add(
                                toolset ? member(id, action, params) : single(id, action, params));
                case Move.Finish(boolean success, var message) ->
                        content.add(
                                use(id, "finish", Map.of("success", success, "message", message)));
                case Move.Imagine(var tool) -> content.add(use(id, tool, Map.of("a", 1)));
                case Move.Refuse _ -> stop = "refusal";
            }
            if (!(moves.get(i) instanceof Move.Say || moves.get(i) instanceof Move.Refuse)) {
                stop = "tool_use";
            }
        }
        var answer = new LinkedHashMap<String, Object>();
        answer.put("id", "msg_1");
        answer.put("type", "message");
        answer.put("role", "assistant");
        answer.put("model", request.path("model").asString());
        answer.put("content", content);
        answer.put("stop_reason", stop);
        if (moves.getFirst() instanceof Move.Refuse(var why)) {
            answer.put("stop_details", Map.of("type", "refusal", "explanation", why));
        }
        answer.put(
                "usage",
                Map.of(
                        "input_tokens", 100,
                        "output_tokens", 20,
                        "cache_read_input_tokens", 1000,
                        "cache_creation_input_tokens", 10));
        return answer;
    }

    static Map<String, Object> member(String id, String action, Map<String, ?> params) {
        var block = use(id, action, params);
        block.put("toolset_name", "computer");
        block.put("caller", Map.of("type", "direct"));
        return block;
    }

    static Map<String, Object> single(String id, String action, Map<String, ?> params) {
        var input = new LinkedHashMap<String, Object>();
        input.put("action", action);
        input.putAll(params);
        return use(id, "computer", input);
    }

    private static Map<String, Object> use(String id, String name, Map<String, ?> input) {
        var block = new LinkedHashMap<String, Object>();
        block.put("type", "tool_use");
        block.put("id", id);
        block.put("name", name);
        block.put("input", input);
        return block;
    }
}
