package dev.handwright;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.base.Json;
import dev.handwright.it.ExampleProgram;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** The programs in examples/ that need no desktop; the workflows run in PatientRecordIT. */
final class ExamplesTest {
    @Test
    void thePortalLetsNobodyInWithoutThePassword() throws Exception {
        try (var portal = ExampleProgram.portal();
                var browser = browser()) {
            var page = get(browser, portal, "/patients/P-1001");
            assertThat(page.uri().getPath()).isEqualTo("/");
            assertThat(page.body()).contains("Sign in");
            var wrong = signIn(browser, portal, "wrong");
            assertThat(wrong.body()).contains("User name or password is wrong.");
        }
    }

    @Test
    void thePortalFindsPatientsAndHandsOutTheirRecords() throws Exception {
        try (var portal = ExampleProgram.portal();
                var browser = browser()) {
            signIn(browser, portal, "clinic-demo");
            var list = get(browser, portal, "/patients/export?q=muller");
            assertThat(Json.readObject(list.body()))
                    .containsEntry("query", "muller")
                    .containsEntry(
                            "patients",
                            List.of(
                                    Map.of(
                                            "number", "P-1003",
                                            "name", "Zoë Müller",
                                            "birth_date", "1992-07-05")));
            assertThat(get(browser, portal, "/patients?q=p-1003").uri().getPath())
                    .isEqualTo("/patients/P-1003");
            assertThat(Json.readObject(get(browser, portal, "/patients/P-1003.json").body()))
                    .containsEntry("name", "Zoë Müller");
            var pdf = get(browser, portal, "/patients/P-1003.pdf");
            assertThat(pdf.body()).startsWith("%PDF-1.4").endsWith("%%EOF\n");
            assertThat(pdf.headers().firstValue("Content-Disposition").orElse(""))
                    .isEqualTo("attachment; filename=\"P-1003.pdf\"");
            assertThat(get(browser, portal, "/patients?q=<script>").body())
                    .contains("&lt;script&gt;")
                    .doesNotContain("<script>");
        }
    }

    @Test
    void theReceiverShowsGenuineEventsOnceAndRefusesOthers() throws Exception {
        var secret = "whsec_c2VjcmV0";
        var body = "{\"message_id\":\"m\",\"status\":\"processing\"}";
        try (var receiver = ExampleProgram.receiver(secret);
                var client = HttpClient.newHttpClient()) {
            assertThat(deliver(client, receiver, body, signature("other", body))).isEqualTo(401);
            assertThat(receiver.line()).isEqualTo("refused: the signature is wrong");
            assertThat(deliver(client, receiver, body, "")).isEqualTo(401);
            assertThat(receiver.line()).isEqualTo("refused: the signature is wrong");
            assertThat(deliver(client, receiver, body, signature(secret, body))).isEqualTo(204);
            assertThat(receiver.line()).contains("\"processing\"");

            assertThat(deliver(client, receiver, body, signature(secret, body))).isEqualTo(204);
            var next = body.replace("processing", "success");
            var rotated = List.of(signature("old", next), signature(secret, next));
            assertThat(deliver(client, receiver, next, rotated)).isEqualTo(204);
            assertThat(receiver.line()).contains("\"success\"");
        }
    }

    private static HttpClient browser() {
        return HttpClient.newBuilder()
                .cookieHandler(new CookieManager())
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
    }

    private static HttpResponse<String> get(HttpClient browser, ExampleProgram site, String path)
            throws Exception {
        var uri = URI.create(site.address() + path.replace("<", "%3C").replace(">", "%3E"));
        return browser.send(
                HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private static HttpResponse<String> signIn(
            HttpClient browser, ExampleProgram portal, String password) throws Exception {
        return browser.send(
                HttpRequest.newBuilder(URI.create(portal.address() + "/sign-in"))
                        .POST(BodyPublishers.ofString("user=reception&password=" + password))
                        .build(),
                BodyHandlers.ofString());
    }

    private static int deliver(
            HttpClient client, ExampleProgram receiver, String body, String signature)
            throws IOException, InterruptedException {
        return deliver(client, receiver, body, List.of(signature, ""));
    }

    /** With the older and the newer secret's signature, as while a secret is rotated. */
    private static int deliver(
            HttpClient client, ExampleProgram receiver, String body, List<String> signatures)
            throws IOException, InterruptedException {
        return client.send(
                        HttpRequest.newBuilder(receiver.address())
                                .header("X-Hmac-Signature", signatures.getFirst())
                                .header("X-Hmac-Signature-Next", signatures.getLast())
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    private static String signature(String secret, String body) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return "sha256="
                + HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    }
}
