package dev.handwright.it;

import dev.handwright.adapter.local.LauncherClient;
import dev.handwright.adapter.local.RoomId;
import dev.handwright.adapter.sql.Database;
import dev.handwright.adapter.sql.SqlJournalStore;
import dev.handwright.base.Json;
import dev.handwright.runs.Run;
import dev.handwright.worker.RunPlace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * The desktops and sandboxes of one {@link RealServer}, as its launcher has them.
 *
 * @param folder the server's
 */
record ServerRooms(Path folder) {
    /** Names of the rooms' folders. */
    List<String> all() {
        try (var rooms = Files.list(folder.resolve("run/rooms"))) {
            return rooms.map(it -> it.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> desktops() {
        return all().stream().filter(it -> it.startsWith("dsk_")).toList();
    }

    /** Where a run is executed that is under way. */
    RunPlace of(String run) {
        try (var database = new Database(folder.resolve("data/handwright.db"))) {
            return new SqlJournalStore(database)
                    .place(new Run.Id(UUID.fromString(run)))
                    .orElseThrow();
        }
    }

    /** Everything in a room ends, without the server's doing. */
    void end(String room) {
        try {
            launcher().stop(new RoomId(room));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void endAll() throws IOException {
        for (var room : launcher().list()) {
            end(room.id().value());
        }
    }

    /** As a crash of its display server would. */
    void killDisplay(String desktop) {
        var user = user(desktop);
        long killed =
                ProcessHandle.allProcesses()
                        .filter(it -> isDisplay(it.pid(), user))
                        .filter(ProcessHandle::destroyForcibly)
                        .count();
        if (killed != 1) {
            throw new AssertionError("%s has %d displays".formatted(desktop, killed));
        }
    }

    private String user(String room) {
        var state = read(folder.resolve("run/rooms").resolve(room).resolve("state.json"));
        return String.valueOf(Json.readObject(state).get("uid"));
    }

    private static boolean isDisplay(long pid, String user) {
        var status = read(Path.of("/proc/" + pid + "/status"));
        return status.startsWith("Name:\tXvnc\n") && status.contains("\nUid:\t" + user + "\t");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return ""; // it has ended meanwhile
        }
    }

    private LauncherClient launcher() {
        return new LauncherClient(folder.resolve("run/launcher.sock"));
    }
}
