package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.base.Json;
import dev.handwright.fakes.FakeVendor;
import dev.handwright.fakes.FakeVendor.Move;
import dev.handwright.fakes.FakeVendor.Seen;
import dev.handwright.fakes.FakeVendor.Trouble;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Models that misbehave, one after the other, at one real browser: the run goes on after each. */
@Tag("full")
final class ModelTroublesIT {
    private static final String WORKFLOW =
            """
            from nen import Agent, Computer, WorkflowError
            from pydantic import BaseModel

            class Params(BaseModel):
                URL: str

            class Result(BaseModel):
                said: dict[str, str]

            def run(params: Params) -> Result:
                computer, agent = Computer(), Agent()
                for _ in range(4):
                    computer.click_at(28, 748)
                    computer.wait_until_still(quiet=1.5, timeout=30)
                    computer.press("ctrl+l")
                    computer.type(params.URL + "/login")
                    computer.press("Delete")
                    computer.press("Return")
                    if agent.verify("Is a popup shown?", timeout=10):
                        break
                said = {}
                moods = ["talk", "refuse", "repeat", "click outside", "imagine", "overload", "hang"]
                for mood in moods:
                    try:
                        said[mood] = agent.execute("Please " + mood, max_iterations=6)["message"]
                    except WorkflowError as e:
                        said[mood] = str(e)
                said["popup"] = agent.execute("Close the popup")["message"]
                return Result(said=said)
            """;

    private static AgentPages pages;
    private static FakeVendor vendor;
    private static RealServer server;

    @BeforeAll
    static void open() throws IOException {
        pages = new AgentPages();
        vendor = new FakeVendor(ModelTroublesIT::look);
        server =
                RealServer.start(
                        vendor.settings(
                                "desktops.reachable",
                                "127.0.0.1:" + pages.port(),
                                "models.attempts",
                                "2",
                                "models.attempt_timeout",
                                "5 s"));
    }

    @AfterAll
    static void close() {
        try {
            server.close();
        } finally {
            vendor.close();
            pages.close();
        }
    }

    private static List<Move> look(Seen seen) {
        var popup = seen.middle(AgentPages.POPUP);
        if (!seen.acts()) {
            return List.of(
                    new Move.Say(Json.write(Map.of("holds", popup.isPresent(), "why", "seen"))));
        }
        if (seen.told("popup")) {
            return List.of(popup.map(Move::click).orElse(Move.finish("It is closed.")));
        }
        if (seen.told("Please talk")) {
            return List.of(new Move.Say("Lovely weather."));
        }
        if (seen.told("Please refuse")) {
            return List.of(new Move.Refuse("I must not."));
        }
        if (seen.told("Please click outside")) {
            return List.of(
                    seen.told("is outside the screen")
                            ? Move.finish("It was told.")
                            : Move.click(List.of(5000, 5)));
        }
        if (seen.told("Please imagine")) {
            return List.of(
                    seen.told("There is no tool 'fly'")
                            ? Move.finish("It was told.")
                            : new Move.Imagine("fly"));
        }
        if (seen.told("Please overload")) {
            if (seen.told("Done.")) {
                return List.of(Move.finish("There was room again."));
            }
            vendor.troubles.add(new Trouble.Status(529, Map.of("Retry-After", "0"), "Overloaded"));
        }
        if (seen.told("Please hang")) {
            vendor.troubles.add(new Trouble.Hang());
            vendor.troubles.add(new Trouble.Hang());
        }
        return List.of(Move.click(List.of(5, 300)));
    }

    @Test
    void eachEndsTheCallInWordsAndTheDesktopGoesOn() {
        var url = "http://10.0.2.2:" + pages.port();
        var workflow = server.publish("workflow.py", WORKFLOW);
        var run =
                server.post(
                                "/runs",
                                Map.of(
                                        "workflow_id",
                                        workflow,
                                        "workflow_params",
                                        Map.of("URL", url)))
                        .field("messageId");

        var ended = server.ended(run);

        assertThat(ended.field("status")).as(() -> server.logs(run)).isEqualTo("completed");
        var said = Json.write(Json.readObject(ended.text()).get("result"));
        assertThat(said)
                .containsPattern("\"talk\":\"[^\"]*Lovely weather")
                .containsPattern("\"refuse\":\"[^\"]*refused: I must not")
                .containsPattern("\"repeat\":\"[^\"]*same thing 4 times")
                .contains("\"click outside\":\"It was told.\"")
                .contains("\"imagine\":\"It was told.\"")
                .contains("\"overload\":\"There was room again.\"")
                .containsPattern("\"hang\":\"[^\"]*silent")
                .contains("\"popup\":\"It is closed.\"");
    }
}
