package dev.handwright.adapter.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs the Python SDK's own tests (sdk/python/tests), with the Python that sandboxes have. */
@Tag("check")
final class PythonSdkIT {
    @Test
    void itsTestsPass() throws Exception {
        var tests = Path.of("../sdk/python/tests").toAbsolutePath().normalize();
        var python =
                new ProcessBuilder("/usr/bin/python3", "-B", "-m", "unittest", "discover", "-q")
                        .directory(tests.toFile())
                        .redirectErrorStream(true)
                        .start();
        var output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(python.waitFor()).as(output).isZero();
        assertThat(output).containsPattern("Ran \\d{2,} tests");
    }
}
