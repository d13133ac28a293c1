package dev.handwright.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.adapter.web.HttpSender;
import dev.handwright.adapter.web.Names;
import dev.handwright.base.AddressRange;
import dev.handwright.base.AddressRules;
import dev.handwright.base.Json;
import dev.handwright.fakes.RawReceiver;
import dev.handwright.secrets.Secret;
import dev.handwright.webhooks.Signature;
import dev.handwright.webhooks.WebhookEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What arrives is genuine to the guide's Python and Node code and to a Standard Webhooks library
 * that others wrote.
 */
@Tag("check")
final class WebhookVerifiersIT {
    private static final String MADE = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=";
    private static final String OWN = "a-secret-of-our-own";
    private static final byte[] BODY =
            "{\"status\":\"success\",\"result\":{\"name\":\"José 山田\"}}".getBytes(UTF_8);

    private static final List<String> PYTHON =
            List.of("/usr/bin/python3", "examples/02-signed-webhook/verify.py");
    private static final List<String> NODE =
            List.of("node", "examples/02-signed-webhook/verify.mjs");

    @Test
    void pythonAndTheLibraryFindThemGenuine() throws Exception {
        assertThat(verify(PYTHON, genuine())).containsOnly("genuine genuine genuine").hasSize(4);
    }

    @Test
    void nodeFindsThemGenuine() throws Exception {
        assertThat(verify(NODE, genuine())).containsOnly("genuine genuine").hasSize(4);
    }

    @Test
    void pythonAndTheLibraryFindForgeriesForged() throws Exception {
        assertThat(verify(PYTHON, forged())).containsOnly("forged forged forged").hasSize(4);
        assertThat(verify(PYTHON, List.of(old()))).containsExactly("genuine forged forged");
    }

    @Test
    void nodeFindsForgeriesForged() throws Exception {
        assertThat(verify(NODE, forged())).containsOnly("forged forged").hasSize(4);
        assertThat(verify(NODE, List.of(old()))).containsExactly("genuine forged");
    }

    /** With a made secret, with an own one, and with either of two while they are rotated. */
    private static List<String> genuine() throws IOException {
        var both = List.of(MADE, OWN);
        return List.of(
                delivery(MADE, List.of(MADE), now()),
                delivery(OWN, List.of(OWN), now()),
                delivery(MADE, both, now()),
                delivery(OWN, both, now()));
    }

    private static List<String> forged() throws IOException {
        var other = "whsec_" + Base64.getEncoder().encodeToString(new byte[32]);
        var changed = Json.readObject(delivery(MADE, List.of(MADE), now()));
        changed.put("body", Base64.getEncoder().encodeToString("{}".getBytes(UTF_8)));
        return List.of(
                delivery(MADE, List.of(other), now()),
                delivery(OWN, List.of(other, MADE), now()),
                delivery(MADE, List.of(), now()),
                Json.write(changed));
    }

    private static String old() throws IOException {
        return delivery(MADE, List.of(MADE), now().minus(Duration.ofHours(1)));
    }

    private static Instant now() {
        return Clock.systemUTC().instant();
    }

    /** Sends for real and returns what arrived, as the verifiers read it. */
    private static String delivery(String known, List<String> signing, Instant at)
            throws IOException {
        var rules = new AddressRules(List.of(AddressRange.parse("127.0.0.1")));
        var settings = new HttpSender.Settings(rules, 2, Duration.ofSeconds(10), Optional.empty());
        try (var receiver = new RawReceiver(RawReceiver.answer(204, "", ""));
                var sender = new HttpSender(settings, Names.system())) {
            var secrets = signing.stream().map(Secret::new).toList();
            var id = new WebhookEvent.Id("msg_1");
            sender.send(receiver.url(), Signature.headers(secrets, id, at, BODY), BODY);
            var post = receiver.posts().getFirst();
            return Json.write(
                    Map.of(
                            "secret", known,
                            "headers", post.headers(),
                            "body", Base64.getEncoder().encodeToString(post.body())));
        }
    }

    private static List<String> verify(List<String> command, List<String> deliveries)
            throws Exception {
        var root = root();
        var builder = new ProcessBuilder(new ArrayList<>(command)).directory(root.toFile());
        builder.environment().put("PYTHONPATH", root.resolve("build/python-webhooks").toString());
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        var process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (var in = process.outputWriter(UTF_8)) {
            in.write(String.join("\n", deliveries) + "\n");
        }
        var said = process.inputReader(UTF_8).readAllLines();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return said;
    }

    private static Path root() {
        var here = Path.of("").toAbsolutePath();
        return here.resolve("Makefile").toFile().exists()
                ? here
                : java.util.Objects.requireNonNull(here.getParent());
    }
}
