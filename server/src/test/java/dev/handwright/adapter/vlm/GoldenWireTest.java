package dev.handwright.adapter.vlm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.adapter.vlm.KnownModel.Api;
import dev.handwright.agent.Model.Ask;
import dev.handwright.agent.Reply;
import dev.handwright.agent.Reply.Call;
import dev.handwright.agent.Shot;
import dev.handwright.agent.Turn;
import dev.handwright.base.Json;
import dev.handwright.fakes.FakeForms;
import dev.handwright.tools.Scaling.Size;
import dev.handwright.tools.ToolCall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What each vendor sends and is sent, held by api/golden/models. */
final class GoldenWireTest {
    private static final Path GOLDEN = Path.of("../api/golden/models");

    @ParameterizedTest
    @ValueSource(strings = {"anthropic-toolset", "anthropic-single", "openai", "compatible"})
    void eachActionIsTheSameThereAndBack(String form) throws Exception {
        var golden = golden(form);
        int actions = 0;
        for (var pair : golden.path("actions")) {
            var ours = Fields.object(pair.path("ours"));
            var answer = FakeForms.answer(form, ours);
            assertThat(FakeForms.action(form, answer)).isEqualTo(pair.path("wire"));

            var reply = wire(form).reply(answer);

            assertThat(acts(reply)).as(pair.toString()).containsExactly(call(ours));
            actions++;
        }
        assertThat(actions).isGreaterThanOrEqualTo(9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic-toolset", "anthropic-single", "openai", "compatible"})
    void aConversationIsSentAsItWas(String form) throws Exception {
        var golden = golden(form);
        var ours = new LinkedHashMap<String, Object>();
        ours.put("action", "left_click");
        ours.put("coordinate", List.of(10, 20));
        var reply = wire(form).reply(FakeForms.answer(form, ours));
        var sent = Json.mapper().readTree(Json.write(wire(form).request(ask(reply), model(form))));
        assertThat(sent).isEqualTo(golden.path("request"));
    }

    /** Vendors refuse to be told an answer of theirs that has nothing, or only thoughts. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "anthropic-toolset | {\"content\": [], \"stop_reason\": \"end_turn\"}",
                "anthropic-toolset | {\"content\": [{\"type\": \"thinking\"}], \"stop_reason\": \"end_turn\"}",
                "openai | {\"output\": []}",
                "openai | {\"output\": [{\"type\": \"reasoning\", \"summary\": []}]}"
            })
    void anAnswerThatSaysNothingIsNotSentBack(String form, String answer) throws Exception {
        var reply = wire(form).reply(Json.mapper().readTree(answer));
        var ask =
                new Ask(
                        "The system prompt.",
                        List.of(
                                new Turn.Told("Go", Optional.empty()),
                                new Turn.Answered(reply, false),
                                new Turn.Told("Go on", Optional.empty())),
                        Map.of(),
                        new Size(1024, 768));
        var sent = Json.mapper().readTree(Json.write(wire(form).request(ask, model(form))));
        assertThat(sent.path(form.equals("openai") ? "input" : "messages"))
                .extracting(it -> it.path("role").asString(""))
                .containsExactly("user", "user");
    }

    private static Ask ask(Reply reply) {
        var shot = new Shot("PNG".getBytes(StandardCharsets.US_ASCII), 1024, 768, "f-1");
        var result =
                new Turn.Result(reply.calls().getFirst().id(), true, "Done.", Optional.empty());
        return new Ask(
                "The system prompt.",
                List.of(
                        new Turn.Told("The instruction: Go", Optional.of(shot)),
                        new Turn.Answered(reply, false),
                        new Turn.Done(List.of(result), Optional.of(shot))),
                Map.of(
                        "name",
                        "computer",
                        "description",
                        "Use the desktop.",
                        "parameters",
                        Map.of("type", "object")),
                new Size(1024, 768));
    }

    private static List<ToolCall> acts(Reply reply) {
        var acts = new ArrayList<ToolCall>();
        for (var call : reply.calls()) {
            if (call instanceof Call.Act act) {
                acts.addAll(act.actions());
            }
        }
        return acts;
    }

    private static ToolCall call(Map<String, ?> ours) {
        var params = new LinkedHashMap<String, Object>(ours);
        var action = String.valueOf(params.remove("action"));
        return new ToolCall("computer", Optional.of(action), new LinkedHashMap<>(params));
    }

    private static JsonNode golden(String form) throws IOException {
        return Json.mapper().readTree(Files.readString(GOLDEN.resolve(form + ".json")));
    }

    private static Wire wire(String form) {
        return switch (form) {
            case "openai" -> new OpenAiWire();
            case "compatible" -> new ChatWire();
            default -> new AnthropicWire();
        };
    }

    private static KnownModel model(String form) {
        var tool =
                switch (form) {
                    case "anthropic-toolset" -> "computer_toolset_20260801";
                    case "anthropic-single" -> "computer_20251124";
                    default -> "computer";
                };
        return new KnownModel(
                form,
                "model-1",
                Api.ANTHROPIC,
                Optional.of(tool),
                Optional.empty(),
                1568,
                1_150_000,
                Optional.empty(),
                4096,
                Optional.empty());
    }
}
