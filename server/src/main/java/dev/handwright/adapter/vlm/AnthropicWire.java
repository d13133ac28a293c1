package dev.handwright.adapter.vlm;

import dev.handwright.agent.Model.Ask;
import dev.handwright.agent.Reply;
import dev.handwright.agent.Reply.Call;
import dev.handwright.agent.Shot;
import dev.handwright.agent.Turn;
import dev.handwright.agent.Usage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Anthropic's Messages. Two forms of the computer tool: the toolset, whose members come as calls of
 * their own, and the older single tool behind a beta header. Sampling parameters are never sent:
 * version 2026-10-21 of the API refuses them.
 *
 * @see <a
 *     href="https://platform.claude.com/docs/en/agents-and-tools/tool-use/computer-use-tool">Computer
 *     use tool</a>
 */
final class AnthropicWire implements Wire {
    private static final String TOOLSET = "computer_toolset_";

    @Override
    public String path() {
        return "/v1/messages";
    }

    @Override
    public Map<String, String> headers(Endpoint endpoint, KnownModel model) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("anthropic-version", endpoint.version());
        endpoint.key().ifPresent(it -> headers.put("x-api-key", it.reveal()));
        model.beta().ifPresent(it -> headers.put("anthropic-beta", it));
        return headers;
    }

    @Override
    public Map<String, @Nullable Object> request(Ask ask, KnownModel model) {
        var system = text(ask.system());
        system.put("cache_control", ephemeral());
        return Fields.of(
                "model", model.id(),
                "max_tokens", model.mostOutput(),
                "system", List.of(system),
                "tools", ask.acts() ? tools(ask, model) : null,
                "messages", messages(ask.turns()));
    }

    private static List<Object> tools(Ask ask, KnownModel model) {
        var type = model.tool().orElse("");
        var computer =
                type.startsWith(TOOLSET)
                        ? Fields.of("type", type)
                        : Fields.of(
                                "type",
                                type,
                                "name",
                                Fields.COMPUTER,
                                "display_width_px",
                                ask.seen().width(),
                                "display_height_px",
                                ask.seen().height(),
                                "enable_zoom",
                                type.equals("computer_20251124") ? true : null);
        return List.of(computer, Fields.finishFunction("input_schema"));
    }

    private static List<Object> messages(List<Turn> turns) {
        var messages = new ArrayList<Object>();
        Map<String, String> toolsets = Map.of();
        for (int i = 0; i < turns.size(); i++) {
            boolean last = i == turns.size() - 1;
            switch (turns.get(i)) {
                case Turn.Told told -> messages.add(user(told(told), last));
                case Turn.Done done -> messages.add(user(done(done, toolsets), last));
                case Turn.Answered(var reply, boolean edited) -> {
                    toolsets = toolsets(reply);
                    if (Fields.says(reply, AnthropicWire::isThought)) {
                        messages.add(
                                Fields.of("role", "assistant", "content", said(reply, edited)));
                    }
                }
            }
        }
        return messages;
    }

    /** The cache holds all up to the end of the last message; the next request begins with it. */
    private static Map<String, @Nullable Object> user(
            List<Map<String, @Nullable Object>> content, boolean last) {
        if (last) {
            content.getLast().put("cache_control", ephemeral());
        }
        return Fields.of("role", "user", "content", content);
    }

    private static List<Map<String, @Nullable Object>> told(Turn.Told told) {
        var content = new ArrayList<Map<String, @Nullable Object>>();
        content.add(text(told.text()));
        told.shot().ifPresent(it -> content.add(image(it.png())));
        return content;
    }

    private static List<Map<String, @Nullable Object>> done(
            Turn.Done done, Map<String, String> toolsets) {
        var content = new ArrayList<Map<String, @Nullable Object>>();
        for (int i = 0; i < done.results().size(); i++) {
            var result = done.results().get(i);
            var parts = new ArrayList<Object>();
            parts.add(text(result.text().isEmpty() ? "Done." : result.text()));
            result.png().ifPresent(it -> parts.add(image(it)));
            if (i == done.results().size() - 1 && result.ok()) {
                parts.add(screen(done.shot()));
            }
            content.add(
                    Fields.of(
                            "type",
                            "tool_result",
                            "tool_use_id",
                            result.call(),
                            "toolset_name",
                            toolsets.get(result.call()),
                            "content",
                            parts,
                            "is_error",
                            result.ok() ? null : true));
        }
        if (!done.results().isEmpty() && !done.results().getLast().ok()) {
            content.add(screen(done.shot())); // the result of an error takes no picture
        }
        return content;
    }

    /** The toolset of each call, to be told back with its result. */
    private static Map<String, String> toolsets(Reply reply) {
        var toolsets = new LinkedHashMap<String, String>();
        for (var block : Fields.raw(reply)) {
            if (block.path("toolset_name").isString()) {
                toolsets.put(
                        block.path("id").asString(""), block.path("toolset_name").stringValue());
            }
        }
        return toolsets;
    }

    private static Map<String, @Nullable Object> screen(Optional<Shot> shot) {
        return shot.map(it -> image(it.png())).orElseGet(() -> text(Fields.LEFT_OUT));
    }

    /** As it came, but for thoughts that are bound to a context which has changed since. */
    private static List<JsonNode> said(Reply reply, boolean edited) {
        var blocks = new ArrayList<JsonNode>();
        for (var block : Fields.raw(reply)) {
            if (!(edited && isThought(block))) {
                blocks.add(block);
            }
        }
        return blocks;
    }

    private static boolean isThought(JsonNode block) {
        return block.path("type").asString("").contains("thinking");
    }

    private static Map<String, @Nullable Object> text(String text) {
        return Fields.of("type", "text", "text", text);
    }

    private static Map<String, @Nullable Object> image(byte[] png) {
        return Fields.of(
                "type",
                "image",
                "source",
                Fields.of("type", "base64", "media_type", "image/png", "data", Fields.base64(png)));
    }

    private static Map<String, @Nullable Object> ephemeral() {
        return Fields.of("type", "ephemeral");
    }

    @Override
    public Reply reply(JsonNode answer) throws BadAnswer {
        var content = Fields.need(answer, "content");
        var text = new ArrayList<String>();
        var calls = new ArrayList<Call>();
        for (var block : content) {
            switch (block.path("type").asString("")) {
                case "text" -> text.add(block.path("text").asString(""));
                case "tool_use" -> calls.add(call(block));
                default -> {} // thoughts, and what may come later
            }
        }
        return new Reply(
                String.join("\n", text),
                calls,
                switch (Fields.need(answer, "stop_reason").asString("")) {
                    case "refusal" -> Reply.Stop.REFUSED;
                    case "max_tokens", "model_context_window_exceeded" -> Reply.Stop.CUT;
                    default -> Reply.Stop.ENDED;
                },
                answer.path("stop_details").path("explanation").asString(""),
                usage(answer.path("usage")),
                content.toString());
    }

    private static Call call(JsonNode block) throws BadAnswer {
        var id = Fields.need(block, "id").asString("");
        var name = Fields.need(block, "name").asString("");
        var input = Fields.object(block.path("input"));
        if (block.path("toolset_name").asString("").equals(Fields.COMPUTER)) {
            return new Call.Act(id, Fields.repeated(Optional.of(name), input));
        }
        return switch (name) {
            case Fields.COMPUTER -> Fields.computer(id, input);
            case Fields.FINISH -> Fields.finish(id, input);
            default -> Fields.unknownTool(id, name);
        };
    }

    private static Usage usage(JsonNode usage) {
        return new Usage(
                usage.path("input_tokens").asLong(0),
                usage.path("output_tokens").asLong(0),
                usage.path("cache_read_input_tokens").asLong(0),
                usage.path("cache_creation_input_tokens").asLong(0));
    }
}
