package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.fakes.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that takes 300 ms for each sync, made by strace(1). */
@Tag("check")
final class SlowDiskIT {
    private static final int CLIENTS = 200;

    @Test
    void manyRunsShareOneSyncAndAreThereAfterAKill(@TempDir Path folder) throws Exception {
        try (var server = RealServer.startWithoutRooms(Map.of("runs.concurrency", "0"))) {
            var workflow = CrashLoad.workflow(server);
            var body = "{\"workflow_id\": \"%s\"}".formatted(workflow);
            var syncs = folder.resolve("syncs");
            var slowness = slow(server.pid(), syncs);
            var accepted = ConcurrentHashMap.<String>newKeySet();
            try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < CLIENTS; i++) {
                    clients.execute(() -> CrashLoad.post(server, body).ifPresent(accepted::add));
                }
            }
            server.kill();
            slowness.onExit().join();

            assertThat(accepted).hasSize(CLIENTS);
            assertThat(Files.readAllLines(syncs))
                    .filteredOn(it -> it.contains("sync("))
                    .hasSizeBetween(1, CLIENTS / 4);
            server.startAgain();
            for (var run : accepted) {
                assertThat(server.get("/runs/" + run).status()).isEqualTo(200);
            }
        }
    }

    /** Ends with the process. */
    private static Process slow(long pid, Path syncs) throws IOException {
        var calls = "fsync,fdatasync";
        var process =
                new ProcessBuilder(
                                "strace",
                                "--follow-forks",
                                "--quiet=all",
                                "--trace=" + calls,
                                "--inject=" + calls + ":delay_enter=300ms",
                                "--output=" + syncs,
                                "--attach=" + pid)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        Await.that(() -> isTraced(pid));
        return process;
    }

    private static boolean isTraced(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .anyMatch(it -> it.matches("TracerPid:\\s+[1-9].*"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
