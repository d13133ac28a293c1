package dev.handwright.fakes;

import dev.handwright.base.Json;
import dev.handwright.fakes.FakeVendor.Move;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What the stand-in vendors would answer, without asking them. */
public final class FakeForms {
    private FakeForms() {}

    /** An answer that asks for one of our actions. */
    public static JsonNode answer(String form, Map<String, ?> ours) {
        var params = new LinkedHashMap<String, Object>(ours);
        var action = String.valueOf(params.remove("action"));
        var type =
                form.equals("anthropic-toolset")
                        ? "computer_toolset_20260801"
                        : "computer_20251124";
        var request =
                Json.mapper()
                        .readTree(
                                Json.write(
                                        Map.of(
                                                "model",
                                                "model-1",
                                                "tools",
                                                List.of(Map.of("type", type)))));
        var moves = List.<Move>of(new Move.Say("I act."), new Move.Do(action, params));
        return Json.mapper().readTree(Json.write(form(form).answer(request, moves)));
    }

    /** The action within an answer, in the vendor's words. */
    public static JsonNode action(String form, JsonNode answer) {
        return switch (form) {
            case "openai" -> answer.path("output").path(2).path("actions").path(0);
            case "compatible" ->
                    answer.path("choices")
                            .path(0)
                            .path("message")
                            .path("tool_calls")
                            .path(0)
                            .path("function");
            default -> answer.path("content").path(2);
        };
    }

    private static FakeVendor.Form form(String form) {
        return switch (form) {
            case "openai" -> new FakeOpenAi();
            case "compatible" -> new FakeChat();
            default -> new FakeAnthropic();
        };
    }
}
