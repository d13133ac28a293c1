package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.base.Json;
import dev.handwright.fakes.Await;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is secret in requests stays out of the server's log, at its most talkative. */
@Tag("check")
final class LogSecretsIT {
    private static final String OWN_SECRET = "my-own-webhook-secret-4711-and-long-enough";
    private static final String PASSWORD = "hunter2-of-the-clinic";
    private static final String WRONG_KEY = "sk_nen_wrong_but_perhaps_right_elsewhere";
    private static final String SIGNATURE = "5f3a".repeat(16);
    private static final String RUN = "0198a000-0000-7000-8000-000000000001";
    private static final String TOKEN = "token-of-a-live-view-0815";

    @Test
    void noKeySecretSignatureOrTokenIsLogged() {
        var settings = Map.of("log.level", "debug");
        try (var server = RealServer.startWithoutRooms(settings)) {
            assertThat(server.get("/keys").status()).isEqualTo(200);
            var made = server.post("/keys", Map.of("label", "second", "scopes", List.of("runs")));
            assertThat(made.status()).as(made.text()).isEqualTo(201);
            var own = Json.write(Map.of("secret", OWN_SECRET));
            assertThat(server.send(server.to("/webhook-secret").PUT(BodyPublishers.ofString(own))))
                    .extracting(RealServer.Answer::status)
                    .isEqualTo(200);
            var generated = server.send(server.to("/webhook-secret").PUT(BodyPublishers.noBody()));
            assertThat(generated.text()).contains("whsec_");
            var secure = Map.of("password", PASSWORD);
            server.post("/runs", Map.of("workflow_id", "x", "secure_workflow_params", secure));
            server.post("/runs", PASSWORD + "{ is no JSON");
            server.send(server.to("/runs").setHeader("x-api-key", WRONG_KEY));
            server.send(server.to("/runs").header("x-signature", SIGNATURE));
            server.get("/artifacts/" + RUN + "/logs?expires=9&signature=" + SIGNATURE);
            server.get("/desktops/dsk_1/view?token=" + TOKEN);
            server.send(
                    server.to("/desktops/dsk_1/view/token")
                            .header("Authorization", "Bearer " + TOKEN)
                            .POST(BodyPublishers.noBody()));
            server.get("/last");

            Await.that(() -> server.log().contains("POST /desktops/{id}/view/token answered"));
            var shown = "NEN_API_KEY=" + server.key();
            assertThat(server.log()).as("it is shown once").containsOnlyOnce(shown);
            assertThat(server.log().replace(shown, ""))
                    .doesNotContain(server.key())
                    .doesNotContain(made.field("key"))
                    .doesNotContain(generated.field("secret"))
                    .doesNotContain(OWN_SECRET)
                    .doesNotContain(PASSWORD)
                    .doesNotContain(WRONG_KEY)
                    .doesNotContain(SIGNATURE)
                    .doesNotContain(TOKEN);
        }
    }
}
