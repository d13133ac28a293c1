package dev.handwright.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.base.ByteSize;
import dev.handwright.base.Json;
import dev.handwright.base.Metrics;
import dev.handwright.fakes.CountingIds;
import dev.handwright.fakes.FakeClock;
import dev.handwright.fakes.MemorySigningSecretStore;
import dev.handwright.fakes.MemoryWorkspaceStore;
import dev.handwright.secrets.SigningSecrets;
import dev.handwright.workspaces.KeyScope;
import dev.handwright.workspaces.Workspace;
import dev.handwright.workspaces.Workspaces;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Signed requests over HTTP, signed here by the letter of the contract. */
final class SignedRequestTest {
    private static final String BODY = "{\"name\":\"Jäne\"}";

    private final FakeClock clock = new FakeClock();
    private final CountingIds ids = new CountingIds();
    private final HttpClient client = HttpClient.newHttpClient();
    private SigningSecrets signing;
    private Workspace.Id workspace;
    private String secret;
    private String key;
    private Server server;

    @BeforeEach
    void start() {
        var workspaces = new Workspaces(new MemoryWorkspaceStore(), clock, ids);
        workspace = workspaces.create("one").id();
        key = workspaces.createKey(workspace, "test", Set.of(KeyScope.RUNS)).text();
        signing = MemorySigningSecretStore.secrets(clock, ids);
        secret = signing.create(workspace, "").orElseThrow().secret().reveal();
        var settings =
                Loopback.settings(
                        new ByteSize(1000), 16, Duration.ofSeconds(5), Duration.ofSeconds(1));
        var runs = Access.key(KeyScope.RUNS);
        var routes =
                List.of(
                        Route.post("/echo/{name}", runs, SignedRequestTest::echo),
                        Route.get("/echo/{name}", runs, SignedRequestTest::echo));
        server = new Server(settings, workspaces, signing, ids, Metrics.none(), routes);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private static Reply echo(Request request) throws IOException {
        var body = new String(request.body(), StandardCharsets.UTF_8);
        return Reply.json(200, Map.of("signed", request.signed(), "body", body));
    }

    @Test
    void aGoodSignatureIsTakenInEachFormOfTimestamp() throws Exception {
        var now = clock.instant();
        for (var timestamp :
                List.of(
                        Long.toString(now.getEpochSecond()),
                        Long.toString(now.toEpochMilli()),
                        now.toString(),
                        now.atOffset(java.time.ZoneOffset.ofHours(2)).toString())) {
            var answer = send(post("/echo/a%20b?q=1", timestamp, "/echo/a%20b", BODY, secret));
            assertThat(answer)
                    .as(timestamp)
                    .containsEntry("signed", true)
                    .containsEntry("body", BODY);
        }
    }

    @Test
    void prefixAndCaseOfTheSignatureDoNotMatter() throws Exception {
        var timestamp = now();
        var signature = sign("POST", "/echo/a", timestamp, BODY, secret).toUpperCase(Locale.ROOT);
        assertThat(send(request("/echo/a", timestamp, "sha256=" + signature, BODY)))
                .containsEntry("signed", true);
    }

    @Test
    void aRequestWithoutABodyIsSignedOverTheHashOfNothing() throws Exception {
        var timestamp = now();
        var signature = sign("GET", "/echo/a", timestamp, "", secret);
        assertThat(send(request("/echo/a", timestamp, signature, "").GET()))
                .containsEntry("signed", true);
    }

    @Test
    void whoDoesNotSignIsServedUnsigned() throws Exception {
        assertThat(send(plain("/echo/a"))).containsEntry("signed", false);
    }

    @Test
    void whatIsNotWhatWasSignedIsRefused() throws Exception {
        var timestamp = now();
        var good = sign("POST", "/echo/a", timestamp, BODY, secret);
        assertThat(code(request("/echo/a", timestamp, good, BODY + " ")))
                .isEqualTo("invalid_signature");
        assertThat(code(request("/echo/b", timestamp, good, BODY))).isEqualTo("invalid_signature");
        assertThat(code(request("/echo/%61", timestamp, good, BODY)))
                .as("the path as it was sent")
                .isEqualTo("invalid_signature");
        assertThat(code(request("/echo/a", timestamp + "000", good, BODY)))
                .isEqualTo("invalid_signature");
        assertThat(code(post("/echo/a", timestamp, "/echo/a", BODY, "another secret")))
                .isEqualTo("invalid_signature");
        assertThat(code(request("/echo/a", timestamp, "zz", BODY))).isEqualTo("invalid_signature");
        assertThat(send(request("/echo/a", timestamp, good, BODY))).containsEntry("signed", true);
    }

    @Test
    void aSecondMethodThatNoSignatureCoversIsRefused() throws Exception {
        var timestamp = now();
        var signature = sign("GET", "/echo/a", timestamp, "", secret);
        var answer =
                send(
                        request("/echo/a", timestamp, signature, "")
                                .header("X-HTTP-Method-Override", "POST")
                                .GET());
        assertThat(answer).doesNotContainKey("signed");
        assertThat(String.valueOf(answer.get("message"))).contains("X-HTTP-Method-Override");
    }

    @Test
    void aTimestampIsGoodForFiveMinutesEitherWay() throws Exception {
        clock.pass(Duration.ofMillis(322)); // to a whole second
        for (long seconds : List.of(-300L, 300L)) {
            var timestamp = Long.toString(clock.instant().getEpochSecond() + seconds);
            assertThat(send(post("/echo/a", timestamp, "/echo/a", BODY, secret)))
                    .containsEntry("signed", true);
        }
        for (long seconds : List.of(-301L, 301L)) {
            var timestamp = Long.toString(clock.instant().getEpochSecond() + seconds);
            assertThat(code(post("/echo/a", timestamp, "/echo/a", BODY, secret)))
                    .isEqualTo("timestamp_out_of_range");
        }
        assertThat(code(post("/echo/a", "yesterday", "/echo/a", BODY, secret)))
                .isEqualTo("timestamp_out_of_range");
    }

    @Test
    void bothHeadersAreNeeded() throws Exception {
        var signature = sign("POST", "/echo/a", now(), BODY, secret);
        assertThat(code(plain("/echo/a").header("x-signature", signature)))
                .isEqualTo("missing_signature_headers");
        assertThat(code(plain("/echo/a").header("x-timestamp", now())))
                .isEqualTo("missing_signature_headers");
    }

    @Test
    void theSameSignatureIsGoodOnce() throws Exception {
        var timestamp = now();
        assertThat(send(post("/echo/a", timestamp, "/echo/a", BODY, secret)))
                .containsEntry("signed", true);
        assertThat(code(post("/echo/a", timestamp, "/echo/a", BODY, secret)))
                .isEqualTo("replayed_signature");
    }

    @Test
    void twoSecretsAreValidAtOnceUntilOneIsRevoked() throws Exception {
        var second = signing.rotate(workspace, "").secret().reveal();
        assertThat(send(post("/echo/a", now(), "/echo/a", "1", secret))).containsKey("signed");
        assertThat(send(post("/echo/a", now(), "/echo/a", "2", second))).containsKey("signed");
        var third = signing.rotate(workspace, "").secret().reveal();
        assertThat(code(post("/echo/a", now(), "/echo/a", "3", secret)))
                .isEqualTo("invalid_signature");
        assertThat(send(post("/echo/a", now(), "/echo/a", "4", second))).containsKey("signed");
        assertThat(send(post("/echo/a", now(), "/echo/a", "5", third))).containsKey("signed");
    }

    @Test
    void aBodyBeyondTheLimitIsNotRead() throws Exception {
        var tooLong = "x".repeat(1001);
        assertThat(code(post("/echo/a", now(), "/echo/a", tooLong, secret)))
                .isEqualTo("Content too large");
    }

    private String now() {
        return Long.toString(clock.instant().getEpochSecond());
    }

    private HttpRequest.Builder post(
            String target, String timestamp, String path, String body, String with)
            throws GeneralSecurityException {
        return request(target, timestamp, sign("POST", path, timestamp, body, with), body);
    }

    private HttpRequest.Builder request(
            String target, String timestamp, String signature, String body) {
        return plain(target)
                .header("x-timestamp", timestamp)
                .header("x-signature", signature)
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private HttpRequest.Builder plain(String target) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + target))
                .header("x-api-key", key)
                .POST(HttpRequest.BodyPublishers.ofString(BODY));
    }

    private String code(HttpRequest.Builder request) throws Exception {
        return String.valueOf(send(request).get("error"));
    }

    private Map<String, @Nullable Object> send(HttpRequest.Builder request) throws Exception {
        var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return Json.readObject(answer.body());
    }

    private static String sign(
            String method, String path, String timestamp, String body, String with)
            throws GeneralSecurityException {
        var hex = HexFormat.of();
        var hash = MessageDigest.getInstance("SHA-256").digest(utf8(body));
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(utf8(with), "HmacSHA256"));
        var canonical = method + "\n" + path + "\n" + timestamp + "\n" + hex.formatHex(hash);
        return hex.formatHex(mac.doFinal(utf8(canonical)));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
