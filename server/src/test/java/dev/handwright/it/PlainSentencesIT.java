package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.base.Json;
import dev.handwright.fakes.Await;
import dev.handwright.fakes.FakeVendor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipInputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The examples in plain sentences, in the forms of both generations, each on a desktop with a
 * browser and a stand-in model that sees the pages. All are started at once; two run at a time.
 */
@Tag("check")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class PlainSentencesIT {
    private static final Map<String, String> RUNS = new TreeMap<>();
    private static ClinicSite site;
    private static FakeVendor vendor;
    private static RealServer server;
    private static String secret;

    @BeforeAll
    static void open() throws Exception {
        site = new ClinicSite();
        vendor = new FakeVendor(ClinicModel::answer);
        server =
                RealServer.start(
                        vendor.settings(
                                "desktops.reachable",
                                "127.0.0.1:" + site.port(),
                                "runs.concurrency",
                                "2"));
        secret = server.command("keys", "signing", "create").lines().toList().getFirst();
        start(
                "pipeline.py",
                Map.of(
                        "patient_name",
                        "Ada Quill",
                        "clinic_url",
                        site.url("/clinic/login"),
                        "registry_url",
                        site.url("/registry/login"),
                        "username",
                        "reception"),
                Map.of("clinic_password", "clinic-demo", "registry_password", "clinic-demo"));
        start(
                "appointments.py",
                Map.of(
                        "url", site.url("/practice/login"),
                        "day", "2026-11-23",
                        "email", "reception",
                        "password", "clinic-demo"),
                Map.of());
        start(
                "login.py",
                Map.of("url", site.url("/clinic/login"), "username", "reception"),
                Map.of("password", "clinic-demo"));
        start(
                "Login.java",
                Map.of("url", site.url("/clinic/login"), "username", "reception"),
                Map.of("password", "clinic-demo"));
        start("documents.py", Map.of("url", site.url("/documents")), Map.of());
        start(
                "providers.py",
                Map.of(
                        "url",
                        site.url("/schedule"),
                        "provider_names",
                        List.of("Amara", "Nobody", "Chidi")),
                Map.of());
    }

    @AfterAll
    static void close() {
        try {
            server.close();
        } finally {
            vendor.close();
            site.close();
        }
    }

    @Test
    void aPasswordIsTypedUnseenAndAPopupIsClosed() {
        assertThat(result("login.py")).isEqualTo("{\"account_name\":\"reception\"}");
        assertThat(vendor.requests.toString()).contains("Close the popup");
    }

    @Test
    void theSameRunsInJava() {
        assertThat(result("Login.java")).isEqualTo("{\"account_name\":\"reception\"}");
    }

    @Test
    void whatOneSystemShowsIsEnteredIntoTheNext() {
        assertThat(result("pipeline.py"))
                .isEqualTo("{\"patient\":\"Ada Quill\",\"dob\":\"1980-02-03\"}");
        assertThat(site.saved).containsExactly("Ada Quill, 1980-02-03");
    }

    @Test
    void whatIsMissingForOneItemStopsNoneOfTheOthers() {
        assertThat(result("providers.py"))
                .isEqualTo(
                        "{\"data\":[{\"provider\":\"Amara\",\"appointments\":["
                                + "{\"time\":\"09:00\",\"patient\":\"Ada Quill\"},"
                                + "{\"time\":\"10:00\",\"patient\":\"Zoë Rand\"}]},"
                                + "{\"provider\":\"Nobody\",\"error\":\"No schedule\"},"
                                + "{\"provider\":\"Chidi\",\"appointments\":["
                                + "{\"time\":\"14:30\",\"patient\":\"Jun Ito\"}]}]}");
    }

    @Test
    void allDocumentsAreDownloadedAndDelivered() throws IOException {
        assertThat(result("documents.py"))
                .isEqualTo(
                        "{\"downloaded\":3,\"files\":"
                                + "[\"blood count.csv\",\"letter.pdf\",\"röntgen.json\"]}");
        assertThat(assets("documents.py"))
                .containsEntry("assets/documents/röntgen.json", "This is röntgen.json")
                .hasSize(3);
    }

    @Test
    void theOlderGenerationRunsAndItsDownloadsLieInArtifacts() throws IOException {
        var appointments =
                "[{\"start_time\":\"09:00\",\"end_time\":\"09:20\",\"description\":\"Ada Quill\"},"
                        + "{\"start_time\":\"11:30\",\"end_time\":\"12:00\","
                        + "\"description\":\"Zoë Rand\"}]";
        assertThat(result("appointments.py"))
                .isEqualTo(
                        "{\"success\":true,\"date\":\"2026-11-23\",\"appointments\":"
                                + appointments
                                + ",\"letters\":1}");
        assertThat(assets("appointments.py"))
                .containsEntry("artifacts/letter.pdf", "This is letter.pdf")
                .containsKey("artifacts/appointments.json");
    }

    private static void start(String name, Map<String, ?> params, Map<String, ?> secure)
            throws Exception {
        var file = ExampleProgram.root().resolve("examples/06-in-plain-sentences/" + name);
        var published = name.endsWith(".py") ? "workflow.py" : "Workflow.java";
        var body = new LinkedHashMap<String, Object>();
        body.put("workflow_id", server.publish(published, Files.readString(file)));
        body.put("workflow_params", params);
        if (!secure.isEmpty()) {
            body.put("secure_workflow_params", secure);
        }
        var answer = server.send(signed(Json.write(body)));
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        RUNS.put(name, answer.field("messageId"));
    }

    private static HttpRequest.Builder signed(String body) throws Exception {
        var time = Long.toString(Instant.now().getEpochSecond());
        var hash =
                HexFormat.of()
                        .formatHex(
                                MessageDigest.getInstance("SHA-256")
                                        .digest(body.getBytes(StandardCharsets.UTF_8)));
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        var canonical = "POST\n/runs\n%s\n%s".formatted(time, hash);
        var signature =
                HexFormat.of().formatHex(mac.doFinal(canonical.getBytes(StandardCharsets.UTF_8)));
        return server.to("/runs")
                .header("x-timestamp", time)
                .header("x-signature", signature)
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private static String result(String name) {
        var run = RUNS.get(name);
        Await.that(
                Duration.ofMinutes(4),
                () -> server.get("/runs/" + run).text().contains("\"finishedAt\""));
        var ended = server.ended(run);
        var log = server.logs(run);
        assertThat(ended.field("status")).as(ended.text() + "\n" + log).isEqualTo("completed");
        return Json.write(Json.readObject(ended.text()).get("result"));
    }

    /** Name and text of each delivered file. */
    private static Map<String, String> assets(String name) throws IOException {
        var url = server.get("/runs/" + RUNS.get(name)).field("assets");
        var zip = server.get(url.substring(url.indexOf("/artifacts/"))).body();
        var files = new TreeMap<String, String>();
        try (var in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (!entry.isDirectory()) {
                    files.put(
                            entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        return files;
    }
}
