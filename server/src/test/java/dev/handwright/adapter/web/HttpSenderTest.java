package dev.handwright.adapter.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.base.AddressRange;
import dev.handwright.base.AddressRules;
import dev.handwright.fakes.RawReceiver;
import dev.handwright.webhooks.Sender.Outcome;
import dev.handwright.webhooks.Sender.Sent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real sockets, and receivers that behave badly. */
final class HttpSenderTest {
    private static final Duration TIMEOUT = Duration.ofMillis(700);
    private static final AddressRules LOOPBACK =
            new AddressRules(List.of(AddressRange.parse("127.0.0.0/8")));
    private static final byte[] BODY = "{\"name\":\"José\"}".getBytes(UTF_8);

    private HttpSender sender = sender(LOOPBACK, Names.system());

    private static HttpSender sender(AddressRules rules, Names names) {
        return new HttpSender(new HttpSender.Settings(rules, 8, TIMEOUT, Optional.empty()), names);
    }

    @AfterEach
    void close() {
        sender.close();
    }

    private Sent send(URI url) {
        return sender.send(url, Map.of("webhook-id", "msg_1"), BODY);
    }

    private Outcome outcome(RawReceiver.Answer answer) throws IOException {
        try (var receiver = new RawReceiver(answer)) {
            var sent = send(receiver.url());
            assertThat(sent.address()).contains("127.0.0.1");
            assertThat(sent.duration()).isLessThan(TIMEOUT.multipliedBy(2));
            return sent.outcome();
        }
    }

    @Test
    void theBodyArrivesAsItIs() throws IOException {
        try (var receiver = new RawReceiver(RawReceiver.answer(200, "", "thanks"))) {
            var sent = send(receiver.url());
            assertThat(sent.outcome())
                    .isEqualTo(new Outcome.Answered(200, Optional.empty(), "thanks"));
            var post = receiver.posts().getFirst();
            assertThat(post.line()).isEqualTo("POST /hook?a=b HTTP/1.1");
            assertThat(post.body()).isEqualTo(BODY);
            assertThat(post.headers())
                    .containsEntry("content-type", "application/json")
                    .containsEntry("webhook-id", "msg_1")
                    .containsEntry("user-agent", "Handwright-Webhooks")
                    .containsEntry("host", receiver.url().getAuthority())
                    .doesNotContainKeys("cookie", "accept-encoding");
        }
    }

    @Test
    void aConnectionIsUsedAgain() throws IOException {
        try (var receiver = new RawReceiver(RawReceiver.answer(200, "Set-Cookie: a=b\r\n", ""))) {
            for (int i = 0; i < 5; i++) {
                send(receiver.url());
            }
            assertThat(receiver.connections()).isEqualTo(1);
            assertThat(receiver.posts()).noneMatch(it -> it.headers().containsKey("cookie"));
        }
    }

    @Test
    void aReceiverThatHangsIsLeftInTime() throws IOException {
        assertThat(outcome((_, socket) -> socket.getInputStream().read() >= 0))
                .isEqualTo(new Outcome.NoAnswer(Exchange.TOO_LATE));
    }

    @Test
    void headersThatDripAreLeftInTime() throws IOException {
        assertThat(outcome(HttpSenderTest::drip))
                .isEqualTo(new Outcome.NoAnswer(Exchange.TOO_LATE));
    }

    @Test
    void aBodyThatDripsDoesNotUndoItsStatus() throws IOException {
        var outcome =
                outcome((post, socket) -> {
                    RawReceiver.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
                    return drip(post, socket);
                });
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Answered.class, it -> assertThat(it.status()).isEqualTo(200));
    }

    private static boolean drip(RawReceiver.Post post, java.net.Socket socket) throws IOException {
        for (var letter : "HTTP/1.1 200 OK and so on and on".split("")) {
            RawReceiver.write(socket, letter);
            pause(Duration.ofMillis(100));
        }
        return false;
    }

    private static void pause(Duration time) {
        try {
            assertThat(new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS))
                    .isFalse();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void redirectsAreNotFollowed() throws IOException {
        try (var elsewhere = new RawReceiver(RawReceiver.answer(200, "", ""))) {
            for (int status : List.of(301, 302, 303, 307, 308)) {
                var location = "Location: " + elsewhere.url() + "\r\n";
                assertThat(outcome(RawReceiver.answer(status, location, "")))
                        .isEqualTo(new Outcome.Answered(status, Optional.empty(), ""));
            }
            assertThat(elsewhere.connections()).isZero();
        }
    }

    @Test
    void askingForAPasswordIsAnAnswerLikeAnother() throws IOException {
        assertThat(outcome(RawReceiver.answer(401, "WWW-Authenticate: Basic realm=\"x\"\r\n", "")))
                .isEqualTo(new Outcome.Answered(401, Optional.empty(), ""));
    }

    @Test
    void retryAfterIsHandedOn() throws IOException {
        assertThat(outcome(RawReceiver.answer(429, "Retry-After: 7\r\n", "slow down")))
                .isEqualTo(new Outcome.Answered(429, Optional.of("7"), "slow down"));
    }

    @Test
    void closingWithoutAWordIsSilence() throws IOException {
        assertThat(outcome((_, _) -> false))
                .isEqualTo(
                        new Outcome.NoAnswer(
                                "The receiver closed the connection before it answered"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 20", "HTTP/1.1 200 OK\r\nContent-"})
    void closingWithinTheHeadersIsSilence(String begun) throws IOException {
        var outcome =
                outcome((_, socket) -> {
                    RawReceiver.write(socket, begun);
                    return false;
                });
        assertThat(outcome).isInstanceOf(Outcome.NoAnswer.class);
    }

    @Test
    void tenMegabytesAreNotRead() throws IOException {
        var written = new AtomicInteger();
        var outcome =
                outcome((_, socket) -> {
                    RawReceiver.write(
                            socket, "HTTP/1.1 200 OK\r\nContent-Length: 10485760\r\n\r\n");
                    for (int i = 0; i < 160; i++) {
                        RawReceiver.write(socket, "x".repeat(65536));
                        written.addAndGet(65536);
                    }
                    return false;
                });
        assertThat(outcome)
                .isEqualTo(new Outcome.Answered(200, Optional.empty(), "x".repeat(1024)));
        assertThat(written.get()).isLessThan(10485760);
    }

    @Test
    void headersWithoutEndAreRefused() throws IOException {
        var outcome =
                outcome((_, socket) -> {
                    RawReceiver.write(socket, "HTTP/1.1 200 OK\r\n");
                    for (int i = 0; i < 100; i++) {
                        RawReceiver.write(socket, "X-" + i + ": " + "y".repeat(1000) + "\r\n");
                    }
                    return false;
                });
        assertThat(outcome).isInstanceOf(Outcome.NoAnswer.class);
    }

    @Test
    void noise() throws IOException {
        var outcome =
                outcome((_, socket) -> {
                    RawReceiver.write(socket, "SSH-2.0-OpenSSH_9.2\r\n\r\n");
                    return false;
                });
        assertThat(outcome).isInstanceOf(Outcome.NoAnswer.class);
    }

    @Test
    void aRefusedConnectionIsSaidSo() throws IOException {
        try (var taken = new Socket()) { // its port is nobody else's, and nobody listens on it
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            var url = URI.create("http://127.0.0.1:" + taken.getLocalPort() + "/hook");
            assertThat(send(url).outcome())
                    .isEqualTo(new Outcome.NoAnswer("The receiver refused the connection"));
        }
    }

    @Test
    void anotherAddressOfTheNameIsTriedWhereConnectingFails() throws IOException {
        sender.close();
        sender = sender(LOOPBACK, _ -> addresses("127.0.0.9", "127.0.0.1"));
        try (var receiver = new RawReceiver(RawReceiver.answer(200, "", ""))) {
            var sent = send(receiver.url("http", "two.example"));
            assertThat(sent.address()).contains("127.0.0.1");
            assertThat(receiver.posts()).hasSize(1);
        }
    }

    @Test
    void oneForbiddenAddressRefusesAll() throws IOException {
        sender.close();
        sender = sender(LOOPBACK, _ -> addresses("127.0.0.1", "10.0.0.1"));
        try (var receiver = new RawReceiver(RawReceiver.answer(200, "", ""))) {
            var sent = send(receiver.url("http", "mixed.example"));
            assertThat(sent.outcome())
                    .isEqualTo(
                            new Outcome.NoAnswer(
                                    "Not dialled: mixed.example leads to 10.0.0.1, which is private"));
            assertThat(sent.address()).isEmpty();
            assertThat(receiver.connections()).isZero();
        }
    }

    @Test
    void aNameIsLookedUpOncePerAttemptAndItsAnswerDialled() throws IOException {
        var asked = new AtomicInteger();
        sender.close();
        sender =
                sender(
                        LOOPBACK,
                        _ ->
                                asked.incrementAndGet() % 2 == 1
                                        ? addresses("127.0.0.1")
                                        : addresses("169.254.169.254"));
        try (var receiver = new RawReceiver(RawReceiver.answer(200, "", ""))) {
            var url = receiver.url("http", "rebinding.example");
            assertThat(send(url).outcome()).isInstanceOf(Outcome.Answered.class);
            assertThat(send(url).outcome()).isInstanceOf(Outcome.NoAnswer.class);
            assertThat(asked).hasValue(2);
            assertThat(receiver.connections()).isEqualTo(1);
        }
    }

    @Test
    void aPooledConnectionIsNotUsedForAnotherAddressOfTheName() throws IOException {
        var asked = new AtomicInteger();
        sender.close();
        sender = sender(LOOPBACK, _ -> addresses("127.0.0." + asked.incrementAndGet()));
        try (var receiver = new RawReceiver(RawReceiver.answer(200, "", ""))) {
            var url = receiver.url("http", "moving.example");
            assertThat(send(url).outcome()).isInstanceOf(Outcome.Answered.class);
            // Nobody listens at 127.0.0.2, and the open connection to 127.0.0.1 is not taken.
            assertThat(send(url).outcome())
                    .isEqualTo(new Outcome.NoAnswer("The receiver refused the connection"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "[::1]",
                "[::ffff:127.0.0.1]",
                "2130706433",
                "0",
                "0.0.0.0",
                "127.1",
                "localhost",
                "[::]"
            })
    void withoutPermissionNoSpellingReachesThisMachine(String host) throws IOException {
        sender.close();
        sender = sender(new AddressRules(List.of()), Names.system());
        try (var receiver = new RawReceiver(RawReceiver.answer(200, "", ""))) {
            var sent = send(receiver.url("http", host));
            assertThat(sent.outcome()).isInstanceOf(Outcome.NoAnswer.class);
            assertThat(receiver.connections()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://example.com/", "file:///etc/passwd", "mailto:a@b", "/hook"})
    void otherSchemesAreNotSpoken(String url) {
        assertThat(send(URI.create(url)).outcome()).isInstanceOf(Outcome.NoAnswer.class);
    }

    @Test
    void aNameServerThatHangsIsLeftInTime() {
        sender.close();
        sender =
                sender(
                        LOOPBACK,
                        _ -> {
                            pause(Duration.ofSeconds(3));
                            return addresses("127.0.0.1");
                        });
        var sent = send(URI.create("http://slow.example/"));
        assertThat(sent.outcome())
                .isEqualTo(new Outcome.NoAnswer("Looking up slow.example took too long"));
        assertThat(sent.duration()).isLessThan(TIMEOUT.multipliedBy(2));
    }

    private static List<InetAddress> addresses(String... literals) {
        return List.of(literals).stream().map(InetAddress::ofLiteral).toList();
    }
}
