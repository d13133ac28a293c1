package dev.handwright.adapter.vlm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The golden files, which {@link GoldenWireTest} holds against our code and the stand-in vendors,
 * against the types of the vendors' own Python SDKs ({@code make setup} installs them).
 */
@Tag("check")
@Timeout(120)
final class VendorTypesIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path GOLDEN = ROOT.resolve("api/golden/models");

    @Test
    void whatIsSentAndAnsweredFitsTheVendorsTypes() throws Exception {
        assertThat(misfits(GOLDEN)).isEmpty();
    }

    @Test
    void whatDoesNotFitIsFound(@TempDir Path folder) throws Exception {
        try (var files = Files.list(GOLDEN)) {
            for (var file : files.toList()) {
                var text = Files.readString(file).replace("\"wheel\"", "\"whee\"");
                Files.writeString(
                        folder.resolve(file.getFileName()),
                        text.replace("\"max_tokens\"", "\"most_tokens\""));
            }
        }
        assertThat(misfits(folder))
                .contains("anthropic-toolset: request: ('max_tokens',): Field required")
                .contains("anthropic-single: request: ('max_tokens',): Field required")
                .contains("compatible: request: /most_tokens is unknown")
                .contains("Input should be 'left', 'right', 'wheel'");
    }

    private static String misfits(Path golden) throws IOException, InterruptedException {
        var script = ROOT.resolve("server/src/test/resources/vendors/types_check.py");
        var builder =
                new ProcessBuilder(
                                "/usr/bin/python3",
                                "-B",
                                "-W",
                                "ignore",
                                script.toString(),
                                golden.toString())
                        .redirectErrorStream(true);
        builder.environment().put("PYTHONPATH", ROOT.resolve("build/python-vendors").toString());
        var python = builder.start();
        var output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(python.waitFor()).as(output).isZero();
        return output;
    }
}
