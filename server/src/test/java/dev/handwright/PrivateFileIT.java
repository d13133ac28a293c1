package dev.handwright;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What root writes in the server's data folder; as root. */
@Tag("check")
final class PrivateFileIT {
    private static final int SERVER = 64321;

    @Test
    void keysThatRootRotatesStayTheServers(@TempDir Path folder) throws Exception {
        var commands = new LocalCommands(folder).withKeys();
        var data = folder.resolve("data");
        var keys = data.resolve("server.keys");
        Files.setAttribute(data, "unix:uid", SERVER);

        assertThat(commands.run("keys", "sealing", "rotate")).isZero();

        assertThat(Files.readAllLines(keys)).hasSize(2);
        assertThat(Files.getAttribute(keys, "unix:uid")).isEqualTo(SERVER);
        assertThat(Files.getAttribute(keys, "unix:mode")).isEqualTo(0100600);
        try (var files = Files.list(data)) {
            assertThat(files).containsExactly(keys);
        }
    }
}
