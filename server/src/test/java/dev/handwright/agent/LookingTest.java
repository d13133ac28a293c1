package dev.handwright.agent;

import static dev.handwright.agent.AgentHouse.GREEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.agent.SchemaCheck.BadSchema;
import dev.handwright.fakes.Await;
import dev.handwright.fakes.FakeVendor.Move;
import dev.handwright.fakes.FakeVendor.Seen;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verify and extract. */
@Timeout(30)
final class LookingTest {
    private static final Optional<String> DEFAULT = Optional.empty();
    private static final String NAMES =
            "{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"name\"],"
                    + "\"properties\":{\"name\":{\"type\":\"string\"}}}}";

    private static List<Move> isItGreen(Seen seen) {
        return List.of(
                new Move.Say(
                        seen.shows(GREEN)
                                ? "{\"holds\": true, \"why\": \"I see green.\"}"
                                : "```json\n{\"holds\": false, \"why\": \"No green.\"}\n```"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"toolset", "single", "openai", "any/open-model"})
    void aStillPictureIsAskedAboutOnce(String model) throws Exception {
        try (var house = new AgentHouse(LookingTest::isItGreen)) {
            var timeout = Duration.ofMillis(700);
            assertThat(house.agent().verify("Is it green?", timeout, Optional.of(model))).isFalse();
            assertThat(house.vendor.requests).hasSize(1);
        }
    }

    @Test
    void zeroIsOneLook() throws Exception {
        try (var house = new AgentHouse(LookingTest::isItGreen)) {
            house.screen.paint(10, 10, 20, 20, GREEN);
            assertThat(house.agent().verify("Is it green?", Duration.ZERO, DEFAULT)).isTrue();
            assertThat(house.vendor.requests).hasSize(1);
            assertThat(house.vendor.requests.getFirst().has("tools")).isFalse();
        }
    }

    @Test
    void aPictureThatChangesIsAskedAboutAgain() throws Exception {
        try (var house = new AgentHouse(LookingTest::isItGreen)) {
            var answer = new CompletableFuture<Boolean>();
            Thread.startVirtualThread(() -> {
                try {
                    var timeout = Duration.ofSeconds(20);
                    answer.complete(house.agent().verify("Is it green?", timeout, DEFAULT));
                } catch (AgentFailed | InterruptedException e) {
                    answer.completeExceptionally(e);
                }
            });
            Await.that(() -> house.steps.count(AgentHouse.RUN) == 1);

            house.screen.paint(10, 10, 20, 20, GREEN);

            assertThat(answer.get(10, TimeUnit.SECONDS)).isTrue();
            assertThat(house.vendor.requests).hasSize(2);
        }
    }

    @Test
    void aCaretThatBlinksIsAskedAboutAtMostTwice() throws Exception {
        try (var house = new AgentHouse(LookingTest::isItGreen);
                var blinking = Executors.newSingleThreadScheduledExecutor()) {
            var lit = new AtomicBoolean();
            var _ =
                    blinking.scheduleAtFixedRate(
                            () ->
                                    house.screen.paint(
                                            50, 50, 2, 16, lit.getAndSet(!lit.get()) ? 0 : 1),
                            20,
                            20,
                            TimeUnit.MILLISECONDS);
            var timeout = Duration.ofMillis(1500);
            assertThat(house.agent().verify("Is it green?", timeout, DEFAULT)).isFalse();
            assertThat(house.vendor.requests).hasSizeBetween(1, 2);
            blinking.shutdownNow();
        }
    }

    @Test
    void neitherYesNorNoIsAnError() {
        try (var house = new AgentHouse(_ -> List.of(new Move.Say("Maybe.")))) {
            assertThatThrownBy(() -> house.agent().verify("Green?", Duration.ZERO, DEFAULT))
                    .isInstanceOf(AgentFailed.class)
                    .hasMessageContaining("neither yes nor no: Maybe.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"toolset", "openai", "any/open-model"})
    void aListIsReadInItsSchema(String model) throws Exception {
        var text = "Here it is:\n[{\"name\": \"Zoë\"}]";
        try (var house = new AgentHouse(_ -> List.of(new Move.Say(text)))) {
            assertThat(house.agent().extract("All names", NAMES, Optional.of(model)))
                    .isEqualTo(List.of(Map.of("name", "Zoë")));
        }
    }

    @Test
    void whatDoesNotFitIsAskedForOnceMoreWithTheErrors() throws Exception {
        var turn = new AtomicInteger();
        try (var house =
                new AgentHouse(seen ->
                        List.of(
                                new Move.Say(
                                        turn.incrementAndGet() == 1
                                                ? "[{\"nom\": 1}]"
                                                : seen.told("name") && seen.told("does not fit")
                                                        ? "[{\"name\": \"b\"}]"
                                                        : "?")))) {
            assertThat(house.agent().extract("All names", NAMES, DEFAULT))
                    .isEqualTo(List.of(Map.of("name", "b")));
            assertThat(house.vendor.requests).hasSize(2);
        }
    }

    @Test
    void whatDoesNotFitTwiceIsAnErrorThatSaysWhy() {
        try (var house = new AgentHouse(_ -> List.of(new Move.Say("[{\"nom\": 1}]")))) {
            assertThatThrownBy(() -> house.agent().extract("All names", NAMES, DEFAULT))
                    .isInstanceOf(AgentFailed.class)
                    .hasMessageContaining("'name'")
                    .hasMessageContaining("nom");
            assertThat(house.vendor.requests).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\": \"strin\"}",
                "{\"$ref\": \"https://example.com/schema.json\"}",
                "{\"$ref\": \"file:///etc/passwd\"}",
                "{\"$ref\": \"classpath:defaults.yaml\"}",
                "{\"$ref\": \"#\"}"
            })
    void aBadSchemaCostsNoAnswerAndNothingIsFetched(String schema) {
        try (var house = new AgentHouse(_ -> List.of(new Move.Say("{}")))) {
            assertThatThrownBy(() -> house.agent().extract("x", schema, DEFAULT))
                    .isInstanceOf(BadSchema.class);
            assertThat(house.vendor.requests).isEmpty();
        }
    }

    @Test
    @Timeout(5)
    void aPatternThatNeverEndsDoesNotMatch() {
        var schema = "{\"type\":\"string\",\"pattern\":\"^(a+)+$\"}";
        var text = "\"" + "a".repeat(60) + "b\"";
        try (var house = new AgentHouse(_ -> List.of(new Move.Say(text)))) {
            assertThatThrownBy(() -> house.agent().extract("x", schema, DEFAULT))
                    .isInstanceOf(AgentFailed.class);
        }
    }
}
