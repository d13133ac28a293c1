package dev.handwright.it;

import static dev.handwright.it.AgentPages.DOWNLOAD;
import static dev.handwright.it.AgentPages.INSIDE;
import static dev.handwright.it.AgentPages.NEXT;
import static dev.handwright.it.AgentPages.NUMBER;
import static dev.handwright.it.AgentPages.PASSWORD;
import static dev.handwright.it.AgentPages.POPUP;
import static dev.handwright.it.AgentPages.SUBMIT;
import static dev.handwright.it.AgentPages.USER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.base.Json;
import dev.handwright.fakes.Await;
import dev.handwright.fakes.FakeVendor;
import dev.handwright.fakes.FakeVendor.Move;
import dev.handwright.fakes.FakeVendor.Seen;
import dev.handwright.fakes.FakeVendor.Trouble;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Workflows in plain sentences on a real desktop, with a stand-in model that really looks. */
@Tag("check")
final class AgentIT {
    private static final String OPEN =
            """
            from nen import Agent, Computer, WorkflowError
            from pydantic import BaseModel

            class Params(BaseModel):
                URL: str

            def open_page(computer, url):
                computer.click_at(28, 748)
                computer.wait_until_still(quiet=1.5, timeout=30)
                computer.press("ctrl+l")
                computer.type(url)
                computer.press("Delete")
                computer.press("Return")

            """;

    private static final String WHOLE =
            """
            class Result(BaseModel):
                message: str
                numbers: list[int]
                file: str
                loaded: bool

            NUMBER = {"type": "object", "required": ["number"],
                      "properties": {"number": {"type": "integer"}}}

            def run(params: Params) -> Result:
                computer, agent = Computer(), Agent()
                for _ in range(4):
                    open_page(computer, params.URL + "/login")
                    if agent.verify("Is a clinic shown?", timeout=8):
                        break
                else:
                    raise WorkflowError("no page")
                agent.execute("Close the popup", model="claude-opus-5")
                done = agent.execute("Log in as reception", model="gpt-5.4")
                numbers = []
                while True:
                    numbers.append(agent.extract("The number", NUMBER)["number"])
                    if not agent.verify("Is there a next page?", timeout=0):
                        break
                    agent.execute("Go to the next page", model="local/looker")
                agent.execute("Download the report")
                files = []
                while not files:
                    computer.wait_until_still(quiet=0.3, timeout=3)
                    files = computer.drive("~/Downloads").files("report*.json")
                text = files[0].read_text()
                open_page(computer, params.URL + "/never")
                loaded = agent.verify("Is a clinic shown?", timeout=2)
                return Result(message=done["message"], numbers=numbers, file=text, loaded=loaded)
            """;

    private static final String SIMPLE =
            """
            class Result(BaseModel):
                message: str

            def run(params: Params) -> Result:
                return Result(message=Agent().execute("Log in as reception")["message"])
            """;

    private static AgentPages pages;
    private static FakeVendor vendor;
    private static RealServer server;

    @BeforeAll
    static void open() throws IOException {
        pages = new AgentPages();
        vendor = new FakeVendor(AgentIT::look);
        server =
                RealServer.start(
                        vendor.settings("desktops.reachable", "127.0.0.1:" + pages.port()));
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

    /** The stand-in model: what it answers follows from the picture and the request alone. */
    private static List<Move> look(Seen seen) {
        if (!seen.acts()) {
            return List.of(new Move.Say(judge(seen)));
        }
        if (seen.told("popup")) {
            return seen.middle(POPUP)
                    .map(at -> List.of(Move.click(at)))
                    .orElseGet(() -> List.of(Move.finish("The popup is closed.")));
        }
        if (seen.told("Log in")) {
            return logIn(seen);
        }
        int wanted = seen.told("next page") ? NEXT : DOWNLOAD;
        boolean clicked = seen.words().stream().anyMatch("The screen now:"::equals);
        if (clicked || seen.told("Done.") || !seen.shows(wanted)) {
            return List.of(Move.finish("Done."));
        }
        return List.of(Move.click(seen.middle(wanted).orElseThrow()));
    }

    private static List<Move> logIn(Seen seen) {
        if (seen.shows(INSIDE)) {
            return List.of(Move.finish("I am inside."));
        }
        if (seen.shows(USER)) {
            return typed(seen, USER, "reception");
        }
        if (seen.shows(PASSWORD)) {
            return typed(seen, PASSWORD, "clinic-demo");
        }
        return seen.middle(SUBMIT)
                .map(at -> List.of(Move.click(at)))
                .orElseGet(() -> List.of(new Move.Finish(false, "There is no form.")));
    }

    private static List<Move> typed(Seen seen, int colour, String text) {
        var click = Move.click(seen.middle(colour).orElseThrow());
        return List.of(click, new Move.Do("type", Map.of("text", text)));
    }

    private static String judge(Seen seen) {
        if (seen.told("next page")) {
            return Json.write(Map.of("holds", seen.shows(NEXT), "why", "I looked for yellow."));
        }
        if (seen.told("clinic")) {
            boolean shown = seen.shows(POPUP) || seen.shows(USER) || seen.shows(INSIDE);
            return Json.write(Map.of("holds", shown, "why", "I looked for its colours."));
        }
        var red = seen.middle(NUMBER).orElseThrow();
        int number = 0;
        for (int bit = 1; bit <= 8; bit++) {
            int x = red.get(0) + bit * AgentPages.SIDE;
            boolean one = (seen.picture().getRGB(x, red.get(1)) & 0xffffff) == 0;
            number = number << 1 | (one ? 1 : 0);
        }
        return Json.write(Map.of("number", number));
    }

    @Test
    void aWorkflowInPlainSentencesRunsWithThreeVendors() {
        var run = start(OPEN + WHOLE);
        var ended = server.ended(run);
        assertThat(ended.field("status")).as(ended.text() + "\n" + log(run)).isEqualTo("completed");
        var result = Json.readObject(ended.text()).get("result");
        assertThat(Json.write(result))
                .isEqualTo(
                        "{\"message\":\"I am inside.\",\"numbers\":[5,130,77],"
                                + "\"file\":\"{\\\"patients\\\": 3}\",\"loaded\":false}");
        assertThat(Json.write(Json.readObject(ended.text()).get("usage")))
                .contains("\"cost_usd\":");
        assertThat(log(run)).contains("\"stream\":\"agent\"").contains("left_click");
        assertStepsHavePictures(run);
    }

    private static void assertStepsHavePictures(String run) {
        var steps = server.get("/runs/" + run + "/steps");
        assertThat(steps.status()).isEqualTo(200);
        if (!(Json.readObject(steps.text()).get("steps") instanceof List<?> list)) {
            throw new AssertionError(steps.text());
        }
        assertThat(list).hasSizeGreaterThan(10);
        if (!(list.getFirst() instanceof Map<?, ?> step)) {
            throw new AssertionError(steps.text());
        }
        var url = String.valueOf(step.get("screenshot"));
        var picture = server.get(url.substring(url.indexOf("/artifacts/")));
        assertThat(picture.status()).isEqualTo(200);
        assertThat(picture.body()).startsWith(0x89, 'P', 'N', 'G');
    }

    @Test
    void whatCannotBeDoneFailsTheRunInTheModelsWords() {
        var ended = server.ended(start(OPEN + SIMPLE));
        assertThat(ended.field("status")).isEqualTo("failed");
        assertThat(ended.field("error_type")).isEqualTo("WorkflowError");
        assertThat(ended.field("error")).startsWith("It could not be done: There is no form.");
    }

    @Test
    void aCancelEndsACallInFlight() throws Exception {
        vendor.troubles.add(new Trouble.Hang());
        var run = start(OPEN + SIMPLE);
        assertThat(vendor.hanging.await(60, TimeUnit.SECONDS)).isTrue();

        server.post("/runs/" + run + "/cancel", Map.of());

        Await.that(
                Duration.ofSeconds(20),
                () -> server.get("/runs/" + run).field("status").equals("cancelled"));
    }

    private static String start(String code) {
        var workflow = server.publish("workflow.py", code);
        var url = "http://10.0.2.2:" + pages.port();
        var answer =
                server.post(
                        "/runs",
                        Map.of("workflow_id", workflow, "workflow_params", Map.of("URL", url)));
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        return answer.field("messageId");
    }

    private static String log(String run) {
        return server.logs(run);
    }
}
