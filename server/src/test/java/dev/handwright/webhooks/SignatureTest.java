package dev.handwright.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.secrets.Secret;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SignatureTest {
    private static final Secret STANDARD = new Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    private static final Secret OWN = new Secret("a-secret-of-their-own");
    private static final WebhookEvent.Id ID = new WebhookEvent.Id("msg_p5jXN8AQM9LWM0D4loKWxJek");
    private static final Instant AT = Instant.ofEpochSecond(1614265330);
    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(UTF_8);

    @Test
    void theSpecificationsExampleHasTheSpecificationsSignature() {
        // github.com/standard-webhooks/standard-webhooks, the libraries' common test value.
        assertThat(Signature.standard(STANDARD, ID, AT, BODY))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void thePlainSignatureIsKeyedWithTheWholeText() {
        // printf '{"test": 2432232314}' | openssl dgst -sha256 -hmac "$SECRET"
        assertThat(Signature.plain(STANDARD, BODY))
                .isEqualTo(
                        "sha256=80ec8a89ce3cd22133a1066caecb4d04fea7467657c8514d717ec42c38a5c94c");
        assertThat(Signature.plain(OWN, BODY))
                .isEqualTo(
                        "sha256=4a58c2c102511128cea1b5ecebfee5b37b4da5050a8d96fd52b5c7635d69dd33");
    }

    @Test
    void aSecretWithoutThePrefixIsItsOwnKey() {
        assertThat(Signature.key(OWN)).isEqualTo("a-secret-of-their-own".getBytes(UTF_8));
        assertThat(Signature.key(STANDARD)).hasSize(24);
    }

    @Test
    void withoutASecretNothingIsSigned() {
        assertThat(Signature.headers(List.of(), ID, AT, BODY))
                .containsOnlyKeys("webhook-id", "webhook-timestamp");
    }

    @Test
    void whileASecretIsRotatedBothSign() {
        var headers = Signature.headers(List.of(STANDARD, OWN), ID, AT, BODY);
        assertThat(headers.get("webhook-signature"))
                .isEqualTo(
                        Signature.standard(STANDARD, ID, AT, BODY)
                                + " "
                                + Signature.standard(OWN, ID, AT, BODY));
        assertThat(headers.get("X-Hmac-Signature")).isEqualTo(Signature.plain(OWN, BODY));
        assertThat(headers.get("X-Hmac-Signature-Next")).isEqualTo(Signature.plain(STANDARD, BODY));
    }
}
