package dev.handwright.adapter.local;

import dev.handwright.desktops.Desktop;
import dev.handwright.desktops.DisplaySize;
import dev.handwright.desktops.Drive;
import dev.handwright.desktops.NetworkRules;
import dev.handwright.desktops.Png;
import dev.handwright.desktops.Screen;
import dev.handwright.tools.Action;
import dev.handwright.tools.ActionRefused;
import dev.handwright.tools.Toolbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A real desktop in a test's hands. */
final class TriedDesktop implements AutoCloseable {
    private static final Duration LONG = Duration.ofSeconds(30);

    final Desktop.Id id;
    final Screen screen;
    final Drive drive;
    final Toolbox tools;
    private final LaunchedRooms rooms;
    private final LocalDesktopHost host;

    TriedDesktop(LaunchedRooms rooms) {
        this(rooms, NetworkRules.NONE);
    }

    TriedDesktop(LaunchedRooms rooms, NetworkRules network) {
        this.rooms = rooms;
        host = new LocalDesktopHost(rooms.settings.runtime(), Clock.systemUTC());
        id = new Desktop.Id(rooms.ids.token("dsk_"));
        host.start(id, DisplaySize.DEFAULT, network);
        screen = host.screen(id);
        drive = host.drive(id);
        tools = new Toolbox(screen);
    }

    /** Opens a page in Chromium, started by its icon in the taskbar. */
    void browse(String url) throws ActionRefused, InterruptedException {
        click(28, 748);
        awaitWhite(500, 400);
        still(Duration.ofMillis(500));
        visit(url);
    }

    /**
     * Opens a page in the Chromium that is shown. Its address bar must have the keyboard first: the
     * page before may keep keys that follow upon a shortcut.
     */
    void visit(String url) throws ActionRefused, InterruptedException {
        press("ctrl", "l");
        still(Duration.ofMillis(500));
        type(url + "\n");
    }

    /** Waits for a window that is white there. */
    private void awaitWhite(int x, int y) throws InterruptedException {
        long deadline = System.nanoTime() + LONG.toNanos();
        int at = (y * screen.size().width() + x) * 4;
        while ((screen.frame().bgrx()[at] & 0xff) != 0xff) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("no window opened");
            }
            screen.awaitStill(Duration.ofMillis(100), Duration.ofMillis(100));
        }
    }

    void click(int x, int y) throws ActionRefused, InterruptedException {
        var at = Optional.of(new Action.Point(x, y));
        tools.perform(new Action.Click(at, Action.Button.LEFT, 1));
    }

    void type(String text) throws ActionRefused, InterruptedException {
        tools.perform(new Action.Type(text, Duration.ZERO));
    }

    void press(String... keys) throws ActionRefused, InterruptedException {
        tools.perform(new Action.Press(List.of(keys)));
    }

    void still(Duration quiet) throws ActionRefused, InterruptedException {
        tools.perform(new Action.AwaitStill(quiet, LONG));
    }

    RoomState state() throws IOException {
        return RoomState.load(rooms.settings.rooms().resolve(id.value())).orElseThrow();
    }

    /** What a program sees from inside, as the desktop's user, under the desktop's limits. */
    Command.Result inside(String... command) throws IOException {
        var state = state();
        var all = new ArrayList<String>();
        all.add("/bin/sh");
        all.add(rooms.settings.runtime().resolve("library/confine.sh").toString());
        for (var hierarchy : List.of("memory", "pids", "")) {
            var group =
                    Path.of("/sys/fs/cgroup", hierarchy, "handwright", "" + state.uid())
                            .resolve("cgroup.procs");
            if (Files.exists(group)) {
                all.add(group.toString());
            }
        }
        all.addAll(List.of("--", "nsenter", "--target=" + programPid(state), "--all"));
        all.addAll(List.of("--setuid=1000", "--setgid=1000"));
        all.addAll(List.of(command));
        return Command.tryRun(all.toArray(new String[0]));
    }

    private static long programPid(RoomState state) throws IOException {
        for (var pid : RoomProcess.ofUser(state.uid())) {
            if (RoomProcess.read(pid, "comm").strip().equals("openbox")) {
                return pid;
            }
        }
        throw new AssertionError("the desktop has no openbox");
    }

    /** For a person who looks into a failed test. */
    Path picture(String name) throws IOException {
        return Files.write(Files.createTempFile(name, ".png"), Png.encode(screen.frame()));
    }

    @Override
    public void close() {
        screen.close();
        host.stop(id);
    }
}
