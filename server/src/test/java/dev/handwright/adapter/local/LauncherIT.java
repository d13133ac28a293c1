package dev.handwright.adapter.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.fakes.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("check")
final class LauncherIT {
    @Test
    void aStoppedDesktopLeavesNothing() throws IOException {
        try (var rooms = new LaunchedRooms()) {
            var id = start(rooms);
            var state = RoomState.load(rooms.settings.rooms().resolve(id.value())).orElseThrow();
            assertThat(RoomProcess.ofUser(state.uid())).hasSizeGreaterThan(3);
            assertThat(RoomNetwork.namespace(state.uid())).exists();
            assertThat(RoomNetwork.wayOut(state.uid())).isPresent();

            rooms.client.stop(id);

            assertThat(RoomProcess.ofUser(state.uid())).isEmpty();
            assertThat(RoomNetwork.wayOut(state.uid())).isEmpty();
            assertThat(RoomNetwork.namespace(state.uid())).doesNotExist();
            assertThat(Mounts.below(rooms.settings.runtime())).isEmpty();
            assertThat(rooms.settings.rooms()).isEmptyDirectory();
            assertThat(groups(state.uid())).isEmpty();
            assertThat(rooms.client.list()).isEmpty();
        }
    }

    @Test
    void aRestartedLauncherFindsItsDesktopsAndRemovesTheDeadOnes() throws IOException {
        try (var rooms = new LaunchedRooms()) {
            var living = start(rooms);
            var dead = start(rooms);
            var state = RoomState.load(rooms.settings.rooms().resolve(dead.value())).orElseThrow();
            var process = state.main().orElseThrow();
            process.kill();
            Await.that(() -> !process.isAlive());

            rooms.restart();

            assertThat(rooms.client.list())
                    .containsExactly(new LauncherClient.Listed(living, true, false));
            assertThat(RoomProcess.ofUser(state.uid())).isEmpty();
            assertThat(rooms.settings.rooms().resolve(dead.value())).doesNotExist();
        }
    }

    @Test
    void aDesktopThatWasOnlyHalfStartedWhenTheLauncherDiedLeavesNothing() throws IOException {
        try (var rooms = new LaunchedRooms()) {
            var id = start(rooms);
            var folder = rooms.settings.rooms().resolve(id.value());
            var state = RoomState.load(folder).orElseThrow();
            rooms.restart(
                    // What is on disk before the first process is known.
                    () ->
                            new RoomState(
                                            id,
                                            state.uid(),
                                            state.boot(),
                                            Optional.empty(),
                                            state.memory(),
                                            state.since())
                                    .save(folder));

            assertThat(RoomProcess.ofUser(state.uid())).isEmpty();
            assertThat(RoomNetwork.wayOut(state.uid())).isEmpty();
            assertThat(RoomNetwork.namespace(state.uid())).doesNotExist();
            assertThat(rooms.settings.rooms()).isEmptyDirectory();
        }
    }

    @Test
    void aLauncherThatIsStoppedTakesItsSocketAway() throws Exception {
        var folder = Files.createTempDirectory(Path.of("/tmp"), "hw-");
        var path =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                path,
                                "dev.handwright.Main",
                                "launcher"));
        command.addAll(List.of("--set", "launcher.server_user=root"));
        command.addAll(List.of("--set", "storage.runtime=" + folder));
        var log = folder.resolve("log").toFile();
        var launcher = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log);
        var process = launcher.start();
        try {
            var socket = folder.resolve(LauncherSettings.SOCKET);
            Await.that(() -> Files.exists(socket) || !process.isAlive());
            assertThat(socket).exists();

            process.destroy();
            assertThat(process.waitFor()).isEqualTo(143);

            assertThat(socket).doesNotExist();
        } finally {
            process.destroyForcibly().waitFor();
            Rooms.delete(folder);
        }
    }

    @Test
    void aSecondLauncherDoesNotStartInTheSameFolder() throws IOException {
        try (var rooms = new LaunchedRooms()) {
            assertThatThrownBy(
                            () -> new Launcher(rooms.settings, java.time.Clock.systemUTC()).close())
                    .isInstanceOf(Exception.class);
            assertThat(rooms.client.list()).isEmpty();
        }
    }

    static RoomId start(LaunchedRooms rooms) throws IOException {
        var id = new RoomId(rooms.ids.token("dsk_"));
        rooms.client.ask(
                "desktop.start",
                Map.of(
                        "id", id.value(),
                        "width", 1024,
                        "height", 768,
                        "allowed", List.of(),
                        "denied", List.of(),
                        "hosts", List.of()));
        return id;
    }

    private static List<Path> groups(int uid) throws IOException {
        while (true) {
            try (var found =
                    Files.find(
                            Path.of("/sys/fs/cgroup"),
                            4,
                            (path, attributes) ->
                                    path.endsWith("handwright/" + uid)
                                            && attributes.isDirectory())) {
                return found.toList();
            } catch (UncheckedIOException e) {
                // Another launcher's group went in the middle of the look.
                assertThat(e).hasCauseInstanceOf(NoSuchFileException.class);
            }
        }
    }
}
