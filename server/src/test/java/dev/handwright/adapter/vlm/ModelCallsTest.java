package dev.handwright.adapter.vlm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.agent.AgentFailed;
import dev.handwright.fakes.FakeClock;
import dev.handwright.fakes.FakeVendor;
import dev.handwright.fakes.FakeVendor.Move;
import dev.handwright.fakes.FakeVendor.Trouble;
import dev.handwright.secrets.Redaction;
import dev.handwright.secrets.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What is tried again, when, and what is said in the end. */
@Timeout(30)
final class ModelCallsTest {
    private static final String REQUEST =
            "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":"
                    + "{\"url\":\"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4"
                    + "nGNgYGBgAAAABQABXvMqOgAAAABJRU5ErkJggg==\"}}]}]}";

    private static final String KEY = "sk-longletters";

    private final FakeVendor vendor = new FakeVendor(_ -> List.of(new Move.Say("hi")));
    private final FakeClock clock = new FakeClock();
    private final List<Duration> pauses = new ArrayList<>();
    private final RandomGenerator noJitter = () -> 0;
    private final ModelCalls calls =
            new ModelCalls(
                    4,
                    Duration.ofSeconds(20),
                    time -> {
                        pauses.add(time);
                        clock.pass(time);
                    },
                    noJitter,
                    clock);

    @AfterEach
    void close() {
        vendor.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504, 529})
    void noRoomAndErrorsOfTheServerAreTriedAgain(int status) throws Exception {
        trouble(status, Map.of());
        trouble(status, Map.of());
        assertThat(post(Duration.ofMinutes(1)).has("choices")).isTrue();
        assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
    }

    @Test
    void aBrokenConnectionIsTriedAgain() throws Exception {
        vendor.troubles.add(new Trouble.Break());
        assertThat(post(Duration.ofMinutes(1)).has("choices")).isTrue();
    }

    @Test
    void retryAfterIsHonoured() throws Exception {
        trouble(429, Map.of("Retry-After", "7"));
        trouble(529, Map.of("Retry-After", "Fri, 02 Jan 2026 03:04:22 GMT"));
        assertThat(post(Duration.ofMinutes(1)).has("choices")).isTrue();
        assertThat(pauses).containsExactly(Duration.ofSeconds(7), Duration.ofMillis(9322));
    }

    @Test
    void aPauseThatIsLongerThanTheTimeLeftIsNotBegun() {
        trouble(429, Map.of("Retry-After", "120"));
        assertThatThrownBy(() -> post(Duration.ofMinutes(1)))
                .isInstanceOf(AgentFailed.class)
                .hasMessage("The model m gave no answer: status 429, no room");
        assertThat(pauses).isEmpty();
    }

    @Test
    void afterTheLastAttemptItSaysHowOften() {
        for (int i = 0; i < 4; i++) {
            trouble(529, Map.of());
        }
        assertThatThrownBy(() -> post(Duration.ofMinutes(1)))
                .hasMessage("The model m gave no answer: status 529, no room (4 attempts)");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 413})
    void whatIsOurFaultIsNotTriedAgain(int status) {
        trouble(status, Map.of());
        assertThatThrownBy(() -> post(Duration.ofMinutes(1)))
                .hasMessage("The model m gave no answer: status %d, no room".formatted(status));
        assertThat(vendor.requests).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void aKeyThatIsNotAcceptedIsNotShownInAnyPart(int status) {
        trouble(status, Map.of(), "Incorrect API key provided: sk-lo******tters");
        assertThatThrownBy(() -> post(Duration.ofMinutes(1)))
                .hasMessage("The model m gave no answer: the server's key for it is not accepted");
        assertThat(vendor.requests).hasSize(1);
    }

    @Test
    void aKeyThatTheVendorRepeatsIsNotShown() {
        trouble(400, Map.of(), "x".repeat(270) + " Bearer " + KEY); // longer than is shown
        assertThatThrownBy(() -> post(Duration.ofMinutes(1))).hasMessageEndingWith("x Bearer ***");
        vendor.troubles.add(new Trouble.Garbage("<html>" + KEY));
        assertThatThrownBy(() -> post(Duration.ofMinutes(1)))
                .hasMessageContaining("no JSON: <html>***");
    }

    @Test
    void whatBreaksAConnectionIsNamedByItsKind() {
        for (int i = 0; i < 4; i++) {
            vendor.troubles.add(new Trouble.Break());
        }
        assertThatThrownBy(() -> post(Duration.ofMinutes(1)))
                .hasMessage(
                        "The model m gave no answer: the connection broke: IOException (4 attempts)");
    }

    static List<Trouble> silences() {
        return List.of(new Trouble.Hang(), new Trouble.Stall());
    }

    @ParameterizedTest
    @MethodSource("silences")
    void silenceEndsWithTheTime(Trouble silence) {
        vendor.troubles.add(silence);
        assertThatThrownBy(() -> post(Duration.ofMillis(300)))
                .isInstanceOf(AgentFailed.class)
                .hasMessageContaining("silent");
    }

    @Test
    void anAnswerThatIsNoJsonIsShown() {
        vendor.troubles.add(new Trouble.Garbage("<html>Proxy</html>"));
        assertThatThrownBy(() -> post(Duration.ofMinutes(1)))
                .hasMessageContaining("no JSON: <html>Proxy</html>");
    }

    @Test
    void pausesGrowToHalfAMinute() {
        assertThat(Pauses.next(9, Optional.empty(), 0)).isEqualTo(Duration.ofSeconds(30));
        assertThat(Pauses.next(3, Optional.empty(), 1)).isEqualTo(Duration.ofSeconds(2));
    }

    private void trouble(int status, Map<String, String> headers) {
        trouble(status, headers, "no room");
    }

    private void trouble(int status, Map<String, String> headers, String message) {
        vendor.troubles.add(new Trouble.Status(status, headers, message));
    }

    private JsonNode post(Duration atMost) throws AgentFailed, InterruptedException {
        var body = REQUEST.getBytes(StandardCharsets.UTF_8);
        var url = URI.create(vendor.chat() + "/chat/completions");
        var hidden = new Redaction(List.of(new Secret(KEY)));
        return calls.post("m", url, Map.of(), hidden, body, atMost);
    }
}
