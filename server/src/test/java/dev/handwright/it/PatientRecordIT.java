package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.base.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The sample, whole: a real desktop with Chromium, the portal, and a receiver that verifies. */
@Tag("full")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class PatientRecordIT {
    private static ExampleProgram portal;
    private static ExampleProgram receiver;
    private static TestHouse house;

    @BeforeAll
    static void open() throws IOException {
        portal = ExampleProgram.portal();
        house =
                TestHouse.start(
                        Map.of(
                                "desktops.reachable", "127.0.0.1:" + portal.address().getPort(),
                                "webhooks.plain_http", "true",
                                "webhooks.allowed_addresses", "127.0.0.1"));
        receiver = ExampleProgram.receiver(house.server().firstStart().get("WEBHOOK_SECRET"));
    }

    @AfterAll
    static void close() throws IOException {
        try {
            house.close();
        } finally {
            portal.close();
            receiver.close();
        }
    }

    @Test
    void thePythonWorkflowBringsTheRecord() throws Exception {
        bringsTheRecord("workflow.py");
    }

    @Test
    void theJavaWorkflowBringsTheRecord() throws Exception {
        bringsTheRecord("Workflow.java");
    }

    @Test
    void aPatientWhoIsNotThereFailsTheRunWithASentence() throws Exception {
        var run = start(publish("workflow.py"), "Jan Do");
        var end = events(run).getLast();
        assertThat(end)
                .containsEntry("status", "failed")
                .containsEntry("error_type", "WorkflowError");
        assertThat(end.get("error")).isEqualTo("The portal has no patient named Jan Do.");
        assertThat(end).containsKeys("recording", "logs").doesNotContainKey("assets");
    }

    private static void bringsTheRecord(String file) throws Exception {
        var run = start(publish(file), "Zoë Müller");
        var events = events(run);

        assertThat(events)
                .extracting(it -> it.get("status"))
                .as(() -> house.server().get("/runs/" + run + "/logs").text())
                .containsExactly("processing", "success");
        var end = events.getLast();
        assertThat(Json.write(end.get("result")))
                .isEqualTo(
                        "{\"number\":\"P-1003\",\"name\":\"Zoë Müller\","
                                + "\"birth_date\":\"1992-07-05\",\"blood_group\":\"B+\","
                                + "\"allergies\":[\"Birch pollen\"],"
                                + "\"medication\":[\"Cetirizine 10 mg\"],"
                                + "\"last_visit\":\"2026-11-04\"}");
        var assets = unzip(download(end.get("assets")));
        assertThat(assets).containsOnlyKeys("assets/P-1003.pdf");
        assertThat(new String(assets.get("assets/P-1003.pdf"), StandardCharsets.ISO_8859_1))
                .startsWith("%PDF-1.4")
                .endsWith("%%EOF\n");
        assertThat(new String(download(end.get("logs")), StandardCharsets.UTF_8))
                .contains("Searching Zoë Müller");
        plays(download(end.get("recording")));
        assertThat(house.server().get("/runs/" + run).json().get("status")).isEqualTo("completed");
    }

    private static String publish(String file) throws IOException {
        var content =
                Files.readString(ExampleProgram.root().resolve("examples/01-hello-run/" + file));
        var answer =
                house.server()
                        .post(
                                "/workflows",
                                Map.of(
                                        "name",
                                        file,
                                        "files",
                                        List.of(Map.of("filename", file, "content", content))));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return String.valueOf(answer.json().get("workflowId"));
    }

    private static String start(String workflow, String patient) {
        var answer =
                house.server()
                        .post(
                                "/runs",
                                Map.of(
                                        "workflow_id",
                                        workflow,
                                        "workflow_params",
                                        Map.of(
                                                "PATIENT_NAME",
                                                patient,
                                                "PORTAL_URL",
                                                "http://10.0.2.2:" + portal.address().getPort()),
                                        "webhook_callback",
                                        receiver.address() + "/"));
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        return String.valueOf(answer.json().get("messageId"));
    }

    /** The events of one run, as the receiver verified them, to the last. */
    private static List<Map<String, Object>> events(String run) throws IOException {
        var processing = Json.readObject(receiver.line());
        var end = Json.readObject(receiver.line());
        assertThat(processing).containsEntry("message_id", run);
        assertThat(end).containsEntry("message_id", run);
        return List.of(processing, end);
    }

    private static byte[] download(Object url) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var answer =
                    client.send(
                            HttpRequest.newBuilder(URI.create(String.valueOf(url))).build(),
                            BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).as("%s", url).isEqualTo(200);
            return answer.body();
        }
    }

    private static Map<String, byte[]> unzip(byte[] zipped) throws IOException {
        var files = new LinkedHashMap<String, byte[]>();
        try (var zip = new ZipInputStream(new ByteArrayInputStream(zipped))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), zip.readAllBytes());
            }
        }
        return files;
    }

    /** Every frame decodes, and what browsers need is there: H.264 in 4:2:0. */
    private static void plays(byte[] video) throws Exception {
        var file = Files.createTempFile("recording", ".mp4");
        try {
            Files.write(file, video);
            var probed =
                    output(
                            "ffprobe",
                            "-v",
                            "error",
                            "-select_streams",
                            "v:0",
                            "-show_entries",
                            "stream=codec_name,pix_fmt,width,height:format=duration",
                            "-of",
                            "default=noprint_wrappers=1",
                            file.toString());
            assertThat(probed)
                    .contains("codec_name=h264", "pix_fmt=yuv420p", "width=1024", "height=768");
            var seconds = Double.parseDouble(probed.replaceAll("(?s).*duration=([0-9.]+).*", "$1"));
            assertThat(seconds).isBetween(3.0, 240.0);
            assertThat(output("ffmpeg", "-v", "error", "-i", file.toString(), "-f", "null", "-"))
                    .isEmpty();
        } finally {
            Files.delete(file);
        }
    }

    private static String output(String... command) throws IOException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
