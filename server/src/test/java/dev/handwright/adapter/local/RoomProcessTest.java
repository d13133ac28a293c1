package dev.handwright.adapter.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class RoomProcessTest {
    @Test
    void oneWhoseNameIsNoTextIsSeenAllTheSame() throws IOException {
        var shell =
                new ProcessBuilder(
                                "sh", "-c", "printf '\\377' > /proc/self/comm; echo done; read end")
                        .start();
        try (var said = shell.inputReader(UTF_8)) {
            assertThat(said.readLine()).isEqualTo("done");

            assertThat(RoomProcess.read(shell.pid(), "status")).startsWith("Name:\t\u00ff\n");
            assertThat(RoomProcess.of(shell.pid())).isPresent();
        } finally {
            shell.destroyForcibly();
        }
    }
}
