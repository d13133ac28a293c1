package dev.handwright.adapter.local;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs drive.py for one question about a desktop's files: as the desktop's user, in a bubblewrap
 * without network whose only folder of the desktop is its home, read-only. What it answers is as
 * trustworthy as the desktop.
 */
final class DriveRooms {
    private static final dev.handwright.base.ByteSize TEMPORARY =
            dev.handwright.base.ByteSize.mebibytes(1);

    private final Rooms rooms;
    private final Path library;

    DriveRooms(Rooms rooms, Path library) {
        this.rooms = rooms;
        this.library = library;
    }

    /**
     * Copies the answer as it comes.
     *
     * @param most bytes of it; the helper is killed beyond
     */
    void answer(RoomId id, long most, OutputStream out, String... arguments) throws IOException {
        var state =
                rooms.find(id).orElseThrow(() -> new IllegalArgumentException("no desktop " + id));
        var process =
                Command.of(command(state, arguments))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (var in = process.getInputStream()) {
            var buffer = new byte[64 * 1024];
            long left = most;
            for (int n = in.read(buffer); n >= 0 && left > 0; n = in.read(buffer)) {
                int take = (int) Math.min(n, left);
                out.write(buffer, 0, take);
                left -= take;
            }
        } finally {
            process.destroyForcibly();
        }
    }

    private List<String> command(RoomState state, String... arguments) {
        var helper = new ArrayList<String>();
        helper.addAll(List.of("/usr/bin/python3", "-I", "-S", "/run/library/drive.py"));
        helper.addAll(List.of(arguments));
        var room =
                new Bubblewrap("drive", TEMPORARY, library)
                        .withoutNetwork()
                        .add("--die-with-parent")
                        .readOnly(library, "/run/library")
                        .readOnly(rooms.folder(state.id()).resolve("home"), "/home/user")
                        .run("/", helper.toArray(new String[0]));
        return rooms.confine(state).run(room);
    }
}
