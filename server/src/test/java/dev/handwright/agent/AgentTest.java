package dev.handwright.agent;

import static dev.handwright.agent.AgentHouse.GREEN;
import static dev.handwright.agent.AgentHouse.MAGENTA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.agent.Limits.Bound;
import dev.handwright.base.Json;
import dev.handwright.desktops.DisplaySize;
import dev.handwright.fakes.FakeVendor.Move;
import dev.handwright.fakes.FakeVendor.Seen;
import dev.handwright.fakes.FakeVendor.Trouble;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The agent against a stand-in vendor that looks at the pictures it is sent. */
@Timeout(30)
final class AgentTest {
    private static final Optional<String> DEFAULT = Optional.empty();

    /** Clicks what is magenta; is through when it sees green. */
    private static List<Move> clicker(Seen seen) {
        return seen.shows(GREEN)
                ? List.of(Move.finish("It is green."))
                : seen.middle(MAGENTA)
                        .map(at -> List.of(new Move.Say("I click."), Move.click(at)))
                        .orElseGet(() -> List.of(new Move.Finish(false, "There is no button.")));
    }

    /** Clicks somewhere else each time. */
    private static Function<Seen, List<Move>> wanderer() {
        var x = new AtomicInteger();
        return _ -> List.of(Move.click(List.of(x.incrementAndGet(), 5)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"toolset", "single", "openai", "any/open-model"})
    void findsTheButtonOnThePictureAndClicksItsMiddle(String model) throws Exception {
        try (var house = new AgentHouse(AgentTest::clicker)) {
            house.paintButton(300, 200, 80, 40);

            var done = house.agent().execute("Click the button", 10, Optional.of(model));

            assertThat(done).containsEntry("success", true).containsEntry("iterations", 2);
            assertThat(house.screen.events).contains("pointer 339,219 1");
            assertThat(house.steps.of(AgentHouse.RUN)).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"toolset", "openai", "any/open-model"})
    void aLargeScreenIsSentSmallerAndItsCoordinatesAreMappedBack(String model) throws Exception {
        try (var house = new AgentHouse(AgentTest::clicker, new DisplaySize(3000, 2000))) {
            house.paintButton(2500, 1700, 120, 60);

            var done = house.agent().execute("Click the button", 10, Optional.of(model));

            assertThat(done).containsEntry("success", true);
        }
    }

    @Test
    void keysWaitForTheClickBeforeThemToShow() throws Exception {
        var type = new Move.Do("type", Map.of("text", "a"));
        try (var house =
                        new AgentHouse(seen ->
                                seen.shows(GREEN)
                                        ? List.of(Move.finish("Typed."))
                                        : List.of(Move.click(List.of(50, 50)), type));
                var slow = Executors.newSingleThreadScheduledExecutor()) {
            house.screen.listener =
                    event -> {
                        if (event.equals("pointer 50,50 1")) {
                            Runnable focus =
                                    () -> {
                                        house.screen.events.add("focus");
                                        house.screen.paint(40, 40, 20, 20, GREEN);
                                    };
                            var _ = slow.schedule(focus, 300, TimeUnit.MILLISECONDS);
                        }
                    };
            var none = Duration.ZERO;
            var pace = new ToolDesk.Pace(Duration.ofSeconds(20), none, none, none);

            var _ = house.agent(AgentHouse.LIMITS, pace).execute("Type", 10, DEFAULT);

            assertThat(house.screen.events).containsSubsequence("focus", "press 61");
        }
    }

    @Test
    void aStepIsARowALineOfJsonAndAPicture() throws Exception {
        try (var house = new AgentHouse(AgentTest::clicker)) {
            house.paintButton(100, 100, 40, 40);

            var _ = house.agent().execute("Click the button", 10, DEFAULT);

            var step = house.steps.of(AgentHouse.RUN).getFirst();
            assertThat(step.number()).isEqualTo(1);
            assertThat(step.method()).isEqualTo("execute");
            assertThat(step.text()).isEqualTo("I click.");
            assertThat(step.actions())
                    .containsExactly("{\"action\":\"left_click\",\"coordinate\":[119,119]}");
            assertThat(step.usage()).isEqualTo(new Usage(100, 20, 1000, 10));
            assertThat(step.micros()).isEqualTo(938); // 100×3 + 20×15 + 1000×0.3 + 10×3.75
            assertThat(Json.readObject(house.log.getFirst()))
                    .containsEntry("text", "I click.")
                    .containsEntry("cost_usd", 0.000938);
            assertThat(house.blobs.size(AgentHouse.RUN + "/step-2.png")).isNotEmpty();
        }
    }

    @Test
    void whatTheModelSaysCannotBeDoneIsAnErrorInItsWords() {
        failing(AgentTest::clicker, "It could not be done: There is no button.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"toolset", "single", "openai", "any/open-model"})
    void aRefusalIsAnError(String model) {
        try (var house = new AgentHouse(_ -> List.of(new Move.Refuse("I must not.")))) {
            assertThatThrownBy(() -> house.agent().execute("Go", 10, Optional.of(model)))
                    .hasMessageContaining(model + " refused: I must not.");
        }
    }

    @Test
    void nonsenseIsAskedAboutOnceAndThenAnError() {
        try (var house = new AgentHouse(_ -> List.of(new Move.Say("Lovely weather.")))) {
            assertThatThrownBy(() -> house.agent().execute("Go", 10, DEFAULT))
                    .hasMessageContaining("neither acted nor said")
                    .hasMessageContaining("Lovely weather.");
            assertThat(house.vendor.requests).hasSize(2);
        }
    }

    @Test
    void aModelThatRepeatsItselfIsWarnedAndThenStopped() {
        try (var house = new AgentHouse(_ -> List.of(Move.click(List.of(5, 5))))) {
            assertThatThrownBy(() -> house.agent().execute("Go", 10, DEFAULT))
                    .hasMessageContaining("did the same thing 4 times");
            assertThat(house.vendor.requests.getLast().toString())
                    .contains("You did this before, and nothing changed.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"toolset", "single", "openai", "any/open-model"})
    void aClickOutsideAndAnUnknownToolAreToldToTheModel(String model) throws Exception {
        var turn = new AtomicInteger();
        var wait = new Move.Do("wait", Map.of());
        try (var house =
                new AgentHouse(seen ->
                        switch (turn.incrementAndGet()) {
                            case 1 -> List.of(Move.click(List.of(5000, 5)), wait);
                            case 2 -> List.of(new Move.Imagine("fly"));
                            default -> List.of(Move.finish(String.join("|", seen.words())));
                        })) {
            var done = house.agent().execute("Go", 10, Optional.of(model));

            assertThat(String.valueOf(done.get("message")))
                    .contains("5000")
                    .contains("400x300")
                    .contains("Not executed: an earlier computer action in this turn failed.");
            assertThat(house.vendor.requests.getLast().toString())
                    .contains("There is no tool 'fly'");
        }
    }

    @Test
    void callsAreCountedByModelAndOutcome() throws Exception {
        try (var house = new AgentHouse(AgentTest::clicker)) {
            house.paintButton(100, 100, 40, 40);
            var _ = house.agent().execute("Click the button", 10, Optional.of("openai"));
            for (var model : List.of("single", "any/open-model")) {
                house.vendor.troubles.add(new Trouble.Status(400, Map.of(), "bad"));
                assertThatThrownBy(() -> house.agent().execute("Go", 10, Optional.of(model)))
                        .hasMessageContaining("status 400");
            }
            assertThat(house.metrics.counts)
                    .containsEntry("handwright_model_call_seconds{openai}", 2L)
                    .containsEntry("handwright_model_tokens_total{openai}", 2260L)
                    .containsEntry("handwright_model_calls_failed_total{single}", 1L)
                    .containsEntry("handwright_model_calls_failed_total{other}", 1L);
        }
        try (var house = new AgentHouse(_ -> List.of(new Move.Refuse("No.")))) {
            assertThatThrownBy(() -> house.agent().execute("Go", 10, DEFAULT))
                    .isInstanceOf(AgentFailed.class);
            assertThat(house.metrics.counts)
                    .containsEntry("handwright_model_calls_refused_total{toolset}", 1L);
        }
    }

    @Test
    void aVendorWithoutRoomIsWaitedForAndOneThatIsSilentIsNotForEver() throws Exception {
        try (var house = new AgentHouse(AgentTest::clicker)) {
            house.paintButton(100, 100, 40, 40);
            house.vendor.troubles.add(
                    new Trouble.Status(529, Map.of("Retry-After", "0"), "Overloaded"));

            var done = house.agent().execute("Click the button", 10, DEFAULT);

            assertThat(done).containsEntry("success", true);
            assertThat(house.vendor.requests).hasSize(3);
        }
        var none = Bound.NONE;
        var brief = new Limits(Duration.ofSeconds(1), 100, 4, none, none, none);
        try (var house = new AgentHouse(AgentTest::clicker)) {
            house.vendor.troubles.add(new Trouble.Hang());
            assertThatThrownBy(() -> house.agent(brief).execute("Go", 10, DEFAULT))
                    .isInstanceOf(AgentFailed.class)
                    .hasMessageContaining("silent");
        }
    }

    @Test
    void iterationsEndWithAnErrorThatSaysHowFarItCame() {
        failing(
                wanderer(),
                "Not done after 10 iterations (max_iterations): so far 10 answers of the model,"
                        + " 11300 tokens, $0.0094");
    }

    @Test
    void budgetsSayWhichAndHowFar() {
        var none = Bound.NONE;
        var time = Duration.ofMinutes(1);
        var tokens = new Bound(Optional.of(2000L), Optional.empty());
        over(
                new Limits(time, 100, 4, tokens, none, none),
                "the token budget of this call is used up: 2260 of 2000 (models.per_call.tokens)");
        over(
                new Limits(time, 100, 4, none, tokens, none),
                "the token budget of this run is used up: 2260 of 2000 (models.per_run.tokens)");
        over(
                new Limits(
                        time, 100, 4, none, none, new Bound(Optional.empty(), Optional.of(1000L))),
                "the cost budget of this workspace within 24 hours is used up: $0.0019 of $0.0010"
                        + " (models.per_workspace.cost)");
    }

    private static void over(Limits limits, String message) {
        try (var house = new AgentHouse(wanderer())) {
            assertThatThrownBy(() -> house.agent(limits).execute("Go", 10, DEFAULT))
                    .isInstanceOf(AgentFailed.class)
                    .hasMessageContaining(message);
            assertThat(house.vendor.requests).hasSize(2);
        }
    }

    @Test
    void aPauseEndsACallInFlightAndBeginsNoOther() throws Exception {
        try (var house = new AgentHouse(AgentTest::clicker)) {
            house.vendor.troubles.add(new Trouble.Hang());
            var agent = house.agent();
            var outcome = executing(agent);
            assertThat(house.vendor.hanging.await(10, TimeUnit.SECONDS)).isTrue();

            agent.pause();

            assertThat(outcome.get(5, TimeUnit.SECONDS)).isEqualTo("InterruptedException");
            assertThatThrownBy(() -> agent.execute("Go", 10, DEFAULT))
                    .isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void aPauseLetsTheActionsOfAStepEnd() throws Exception {
        try (var house = new AgentHouse(AgentTest::clicker)) {
            house.paintButton(100, 100, 60, 40);
            var agent = house.agent();
            var painting = house.screen.listener;
            house.screen.listener =
                    event -> {
                        agent.pause();
                        painting.accept(event);
                    };

            assertThat(executing(agent).get(10, TimeUnit.SECONDS))
                    .isEqualTo("InterruptedException");

            assertThat(house.screen.events).anyMatch(it -> it.endsWith(" 1"));
            assertThat(house.screen.events.getLast()).endsWith(" 0");
            assertThat(house.steps.of(AgentHouse.RUN)).hasSize(1);
        }
    }

    private static CompletableFuture<String> executing(Agent agent) {
        var outcome = new CompletableFuture<String>();
        Thread.startVirtualThread(() -> {
            try {
                outcome.complete(agent.execute("Go", 10, DEFAULT).toString());
            } catch (AgentFailed | InterruptedException e) {
                outcome.complete(e.getClass().getSimpleName());
            }
        });
        return outcome;
    }

    @Test
    void closingEndsACallInFlight() throws Exception {
        try (var house = new AgentHouse(AgentTest::clicker)) {
            house.vendor.troubles.add(new Trouble.Hang());
            var agent = house.agent();
            var outcome = executing(agent);
            assertThat(house.vendor.hanging.await(10, TimeUnit.SECONDS)).isTrue();

            agent.close();

            assertThat(outcome.get(5, TimeUnit.SECONDS)).isEqualTo("InterruptedException");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"toolset", "single", "openai", "any/open-model"})
    void oldPicturesAreLeftOut(String model) throws Exception {
        var turn = new AtomicInteger();
        try (var house =
                new AgentHouse(_ ->
                        turn.incrementAndGet() > 20
                                ? List.of(Move.finish("Through."))
                                : List.of(Move.click(List.of(turn.get() * 3, 5))))) {
            var _ = house.agent().execute("Go", 30, Optional.of(model));

            var pictures =
                    house.vendor.requests.stream()
                            .mapToInt(it -> it.toString().split("iVBORw0KGgo", -1).length - 1)
                            .toArray();
            assertThat(pictures).hasSize(21);
            assertThat(Arrays.stream(pictures).max()).hasValue(4);
            int naive = 21 * 22 / 2;
            assertThat(Arrays.stream(pictures).sum()).isLessThanOrEqualTo(naive / 3);
        }
    }

    private static void failing(Function<Seen, List<Move>> brain, String message) {
        try (var house = new AgentHouse(brain)) {
            assertThatThrownBy(() -> house.agent().execute("Go", 10, DEFAULT))
                    .isInstanceOf(AgentFailed.class)
                    .hasMessageContaining(message);
        }
    }
}
