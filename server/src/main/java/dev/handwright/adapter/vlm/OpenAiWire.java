package dev.handwright.adapter.vlm;

import dev.handwright.agent.Model.Ask;
import dev.handwright.agent.Reply;
import dev.handwright.agent.Reply.Call;
import dev.handwright.agent.Turn;
import dev.handwright.agent.Usage;
import dev.handwright.base.Json;
import dev.handwright.tools.ToolCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * OpenAI's Responses with its {@code computer} tool: a call holds several actions and is answered
 * with one screenshot. Nothing is stored at the vendor ({@code store} false): each request has the
 * whole conversation, thoughts in their encrypted form.
 *
 * @see <a href="https://developers.openai.com/api/docs/guides/tools-computer-use">Computer use</a>
 */
final class OpenAiWire implements Wire {
    @Override
    public String path() {
        return "/responses";
    }

    @Override
    public Map<String, String> headers(Endpoint endpoint, KnownModel model) {
        return bearer(endpoint);
    }

    static Map<String, String> bearer(Endpoint endpoint) {
        var headers = new LinkedHashMap<String, String>();
        endpoint.key().ifPresent(it -> headers.put("Authorization", "Bearer " + it.reveal()));
        return headers;
    }

    @Override
    public Map<String, @Nullable Object> request(Ask ask, KnownModel model) {
        return Fields.of(
                "model", model.id(),
                "instructions", ask.system(),
                "input", input(ask.turns()),
                "tools", ask.acts() ? tools(model) : null,
                "max_output_tokens", model.mostOutput(),
                "store", false,
                "include", List.of("reasoning.encrypted_content"));
    }

    private static List<Object> tools(KnownModel model) {
        var finish = Fields.of("type", "function");
        finish.putAll(Fields.finishFunction("parameters"));
        finish.put("strict", true);
        return List.of(Fields.of("type", model.tool().orElse("computer")), finish);
    }

    private static List<Object> input(List<Turn> turns) {
        var input = new ArrayList<Object>();
        for (int i = 0; i < turns.size(); i++) {
            switch (turns.get(i)) {
                case Turn.Told told -> input.add(told(told));
                case Turn.Answered(var reply, boolean edited) -> {
                    if (isPictureGone(turns, i + 1)) {
                        input.add(retold(reply));
                    } else if (Fields.says(reply, OpenAiWire::isThought)) {
                        said(reply, edited, input);
                    }
                }
                case Turn.Done done -> {
                    if (done.shot().isPresent() && turns.get(i - 1) instanceof Turn.Answered it) {
                        done(done, it.reply(), input);
                    }
                }
            }
        }
        return input;
    }

    private static boolean isPictureGone(List<Turn> turns, int next) {
        return next < turns.size()
                && turns.get(next) instanceof Turn.Done done
                && done.shot().isEmpty();
    }

    private static Object told(Turn.Told told) {
        var parts = new ArrayList<Object>();
        parts.add(Fields.of("type", "input_text", "text", told.text()));
        told.shot()
                .ifPresent(it ->
                        parts.add(
                                Fields.of(
                                        "type", "input_image",
                                        "image_url", Fields.dataUrl(it.png()),
                                        "detail", "original")));
        return Fields.of("role", "user", "content", parts);
    }

    /** A call must be answered with a picture; where that is left out, words take both places. */
    private static Object retold(Reply reply) {
        var actions = new ArrayList<String>();
        for (var call : reply.calls()) {
            if (call instanceof Call.Act act) {
                act.actions()
                        .forEach(it ->
                                actions.add(
                                        it.action().orElse("") + " " + Json.write(it.params())));
            }
        }
        var text =
                "%s\n(I did: %s. %s)"
                        .formatted(reply.text(), String.join(", ", actions), Fields.LEFT_OUT);
        return Fields.of("role", "assistant", "content", text.strip());
    }

    private static void said(Reply reply, boolean edited, List<Object> input) {
        for (var item : Fields.raw(reply)) {
            if (!(edited && isThought(item))) {
                input.add(item);
            }
        }
    }

    private static boolean isThought(JsonNode item) {
        return item.path("type").asString("").equals("reasoning");
    }

    private static void done(Turn.Done done, Reply before, List<Object> input) {
        var screen = done.shot().orElseThrow();
        var words = new ArrayList<String>();
        boolean shown = false;
        for (var result : done.results()) {
            if (isComputer(before, result.call())) {
                shown = true;
                input.add(
                        Fields.of(
                                "type", "computer_call_output",
                                "call_id", result.call(),
                                "output",
                                        Fields.of(
                                                "type",
                                                "computer_screenshot",
                                                "image_url",
                                                Fields.dataUrl(screen.png()))));
                if (!result.ok()) {
                    words.add(result.text()); // a computer's output has no place for words
                }
            } else {
                input.add(
                        Fields.of(
                                "type", "function_call_output",
                                "call_id", result.call(),
                                "output", result.text()));
            }
        }
        if (!shown) {
            input.add(told(new Turn.Told("The screen now:", done.shot())));
        } else if (!words.isEmpty()) {
            input.add(told(new Turn.Told(String.join("\n", words), Optional.empty())));
        }
    }

    private static boolean isComputer(Reply reply, String call) {
        for (var item : Fields.raw(reply)) {
            if (item.path("call_id").asString("").equals(call)) {
                return item.path("type").asString("").equals("computer_call");
            }
        }
        return false;
    }

    @Override
    public Reply reply(JsonNode answer) throws BadAnswer {
        var output = Fields.need(answer, "output");
        var text = new ArrayList<String>();
        var refusals = new ArrayList<String>();
        var calls = new ArrayList<Call>();
        for (var item : output) {
            switch (item.path("type").asString("")) {
                case "message" -> message(item, text, refusals);
                case "computer_call" -> calls.add(computer(item, refusals));
                case "function_call" -> calls.add(function(item));
                default -> {} // thoughts, and what may come later
            }
        }
        var reason = answer.path("incomplete_details").path("reason").asString("");
        return new Reply(
                String.join("\n", text),
                calls,
                stop(answer, refusals, reason),
                refusals.isEmpty() ? reason : String.join(" ", refusals),
                usage(answer.path("usage")),
                output.toString());
    }

    private static Reply.Stop stop(JsonNode answer, List<String> refusals, String reason) {
        if (!refusals.isEmpty() || reason.equals("content_filter")) {
            return Reply.Stop.REFUSED;
        }
        return answer.path("status").asString("").equals("incomplete")
                ? Reply.Stop.CUT
                : Reply.Stop.ENDED;
    }

    private static void message(JsonNode item, List<String> text, List<String> refusals) {
        for (var part : item.path("content")) {
            switch (part.path("type").asString("")) {
                case "output_text" -> text.add(part.path("text").asString(""));
                case "refusal" -> refusals.add(part.path("refusal").asString(""));
                default -> {} // what may come later
            }
        }
    }

    /** What the vendor wants a person to confirm, nobody here may confirm. */
    private static Call computer(JsonNode item, List<String> refusals) throws BadAnswer {
        for (var check : item.path("pending_safety_checks")) {
            refusals.add(
                    "a person must confirm this first: %s %s"
                            .formatted(
                                    check.path("code").asString(""),
                                    check.path("message").asString(""))
                            .strip());
        }
        var actions = new ArrayList<ToolCall>();
        item.path("actions").forEach(it -> actions.addAll(OpenAiActions.of(it)));
        if (actions.isEmpty() && item.path("action").isObject()) {
            actions.addAll(OpenAiActions.of(item.path("action")));
        }
        return new Call.Act(Fields.need(item, "call_id").asString(""), actions);
    }

    private static Call function(JsonNode item) throws BadAnswer {
        var id = Fields.need(item, "call_id").asString("");
        var name = item.path("name").asString("");
        if (!name.equals(Fields.FINISH)) {
            return Fields.unknownTool(id, name);
        }
        try {
            return Fields.finish(id, Json.readObject(item.path("arguments").asString("")));
        } catch (Json.BadJson e) {
            return new Call.Unknown(id, "finish: the arguments are no JSON: " + e.getMessage());
        }
    }

    private static Usage usage(JsonNode usage) {
        var details = usage.path("input_tokens_details");
        long read = details.path("cached_tokens").asLong(0);
        long written = details.path("cache_write_tokens").asLong(0);
        return new Usage(
                Math.max(0, usage.path("input_tokens").asLong(0) - read - written),
                usage.path("output_tokens").asLong(0),
                read,
                written);
    }
}
