package dev.handwright.adapter.vlm;

import dev.handwright.agent.Model.Ask;
import dev.handwright.agent.Reply;
import dev.handwright.agent.Reply.Call;
import dev.handwright.agent.Shot;
import dev.handwright.agent.Turn;
import dev.handwright.agent.Usage;
import dev.handwright.base.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Chat completions with functions and images, as vLLM, Ollama and many others serve them. Results
 * of functions hold text only, so pictures follow in a message of the user.
 *
 * @see <a href="https://developers.openai.com/api/reference/resources/chat">Chat completions</a>
 */
final class ChatWire implements Wire {
    @Override
    public String path() {
        return "/chat/completions";
    }

    @Override
    public Map<String, String> headers(Endpoint endpoint, KnownModel model) {
        return OpenAiWire.bearer(endpoint);
    }

    @Override
    public Map<String, @Nullable Object> request(Ask ask, KnownModel model) {
        return Fields.of(
                "model", model.id(),
                "messages", messages(ask),
                "tools", ask.acts() ? tools(ask) : null,
                "max_tokens", model.mostOutput());
    }

    private static List<Object> tools(Ask ask) {
        var computer =
                Fields.of(
                        "name", Fields.COMPUTER,
                        "description", ask.tool().get("description"),
                        "parameters", ask.tool().get("parameters"));
        var finish = Fields.finishFunction("parameters");
        return List.of(
                Fields.of("type", "function", "function", computer),
                Fields.of("type", "function", "function", finish));
    }

    private static List<Object> messages(Ask ask) {
        var messages = new ArrayList<Object>();
        messages.add(Fields.of("role", "system", "content", ask.system()));
        for (var turn : ask.turns()) {
            switch (turn) {
                case Turn.Told(var text, var shot) ->
                        messages.add(user(text, shot.stream().map(Shot::png).toList()));
                case Turn.Answered(var reply, _) -> messages.add(Fields.raw(reply));
                case Turn.Done done -> done(done, messages);
            }
        }
        return messages;
    }

    private static void done(Turn.Done done, List<Object> messages) {
        var pictures = new ArrayList<byte[]>();
        for (var result : done.results()) {
            messages.add(
                    Fields.of(
                            "role", "tool",
                            "tool_call_id", result.call(),
                            "content", result.text()));
            result.png().ifPresent(pictures::add);
        }
        done.shot().ifPresent(it -> pictures.add(it.png()));
        messages.add(
                done.shot().isPresent()
                        ? user("The screen now:", pictures)
                        : user(Fields.LEFT_OUT, List.of()));
    }

    private static Object user(String text, List<byte[]> pictures) {
        if (pictures.isEmpty()) {
            return Fields.of("role", "user", "content", text);
        }
        var parts = new ArrayList<Object>();
        parts.add(Fields.of("type", "text", "text", text));
        for (var png : pictures) {
            var url = Fields.of("url", Fields.dataUrl(png));
            parts.add(Fields.of("type", "image_url", "image_url", url));
        }
        return Fields.of("role", "user", "content", parts);
    }

    @Override
    public Reply reply(JsonNode answer) throws BadAnswer {
        var choice = Fields.need(answer, "choices").path(0);
        var message = Fields.need(choice, "message");
        var calls = new ArrayList<Call>();
        for (var call : message.path("tool_calls")) {
            calls.add(call(call));
        }
        var refusal = message.path("refusal").asString("");
        return new Reply(
                message.path("content").asString(""),
                calls,
                switch (choice.path("finish_reason").asString("")) {
                    case "content_filter" -> Reply.Stop.REFUSED;
                    case String _ when !refusal.isEmpty() -> Reply.Stop.REFUSED;
                    case "length" -> Reply.Stop.CUT;
                    default -> Reply.Stop.ENDED;
                },
                refusal,
                usage(answer.path("usage")),
                Json.write(said(message)));
    }

    /** To be sent back: servers put fields of their own into their answers. */
    private static Map<String, @Nullable Object> said(JsonNode message) {
        var calls = message.path("tool_calls");
        return Fields.of(
                "role",
                "assistant",
                "content",
                message.path("content").asString(""),
                "tool_calls",
                calls.isArray() && !calls.isEmpty() ? calls : null);
    }

    private static Call call(JsonNode call) {
        var id = call.path("id").asString("");
        var name = call.path("function").path("name").asString("");
        var arguments = call.path("function").path("arguments");
        try {
            var input =
                    arguments.isObject()
                            ? Fields.object(arguments)
                            : Json.readObject(arguments.asString(""));
            return switch (name) {
                case Fields.COMPUTER -> Fields.computer(id, input);
                case Fields.FINISH -> Fields.finish(id, input);
                default -> Fields.unknownTool(id, name);
            };
        } catch (Json.BadJson e) {
            return new Call.Unknown(
                    id, "%s: the arguments are no JSON: %s".formatted(name, e.getMessage()));
        }
    }

    private static Usage usage(JsonNode usage) {
        long read = usage.path("prompt_tokens_details").path("cached_tokens").asLong(0);
        return new Usage(
                Math.max(0, usage.path("prompt_tokens").asLong(0) - read),
                usage.path("completion_tokens").asLong(0),
                read,
                0);
    }
}
