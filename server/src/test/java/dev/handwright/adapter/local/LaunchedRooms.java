package dev.handwright.adapter.local;

import dev.handwright.base.Ids;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** A launcher of the test's own, as root, with a short path for its sockets; ends all its rooms. */
final class LaunchedRooms implements AutoCloseable {
    final Ids ids = new RandomIds();
    final LauncherSettings settings;
    final LauncherClient client;
    private Launcher launcher;

    LaunchedRooms() throws IOException {
        this(it -> it);
    }

    LaunchedRooms(UnaryOperator<LauncherSettings> change) throws IOException {
        var folder = Files.createTempDirectory(Path.of("/tmp"), "hw-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        settings = change.apply(LauncherSettings.of(folder, "root"));
        launcher = launch();
        client = new LauncherClient(settings.socket());
    }

    /** As after a crash of the launcher alone. */
    void restart() throws IOException {
        restart(() -> {});
    }

    /**
     * @param meanwhile happens while there is none
     */
    void restart(Step meanwhile) throws IOException {
        launcher.close();
        meanwhile.run();
        launcher = launch();
    }

    private Launcher launch() throws IOException {
        var launched = new Launcher(settings, Clock.systemUTC());
        launched.start();
        return launched;
    }

    @Override
    public void close() throws IOException {
        for (var room : client.list()) {
            client.stop(room.id());
        }
        launcher.close();
        Rooms.delete(settings.runtime());
    }

    interface Step {
        void run() throws IOException;
    }

    private static final class RandomIds implements Ids {
        private final SecureRandom random = new SecureRandom();

        @Override
        public UUID uuid() {
            return UUID.randomUUID();
        }

        @Override
        public byte[] random(int count) {
            var bytes = new byte[count];
            random.nextBytes(bytes);
            return bytes;
        }
    }
}
