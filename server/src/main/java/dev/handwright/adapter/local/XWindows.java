package dev.handwright.adapter.local;

import dev.handwright.desktops.Windows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Windows as openbox keeps them on the root window.
 *
 * @see <a href="https://specifications.freedesktop.org/wm-spec/latest/">EWMH</a>
 */
final class XWindows implements Windows {
    private static final int MOST = 100;
    private static final int TITLE_LIMIT = 500;
    private static final int STATES = 32;

    private static final int GET_GEOMETRY = 14;
    private static final int TRANSLATE_COORDINATES = 40;

    /** Who listens on the root window for wishes: SubstructureNotify and SubstructureRedirect. */
    private static final int WINDOW_MANAGER = 3 << 19;

    /** A wish of the user's, not of a program's. */
    private static final int FROM_USER = 2;

    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final long PAUSE_MILLIS = 5;

    private final XConnection connection;
    private final XWindowTree tree;

    XWindows(XConnection connection) {
        this.connection = connection;
        this.tree = new XWindowTree(connection);
    }

    @Override
    public List<Window> list() {
        try {
            int active = active();
            var found = new ArrayList<Window>();
            for (int id : managed()) {
                var window = window(id, id == active);
                window.ifPresent(found::add);
            }
            return found;
        } catch (IOException e) {
            throw silent(e);
        }
    }

    @Override
    public boolean focus(long id) throws InterruptedException {
        try {
            int window = (int) id;
            wish(window, "_NET_ACTIVE_WINDOW", List.of(FROM_USER, 0, active()));
            return await(() -> active() == window);
        } catch (IOException e) {
            throw silent(e);
        }
    }

    @Override
    public boolean close(long id) throws InterruptedException {
        try {
            int window = (int) id;
            wish(window, "_NET_CLOSE_WINDOW", List.of(0, FROM_USER));
            return await(() -> !managed().contains(window));
        } catch (IOException e) {
            throw silent(e);
        }
    }

    private void wish(int window, String what, List<Integer> data) throws IOException {
        tree.message(connection.root(), window, WINDOW_MANAGER, connection.atom(what), data);
        connection.sync();
    }

    private static boolean await(Check check) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!check.holds()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        return true;
    }

    private int active() throws IOException {
        var active = tree.numbers(connection.root(), "_NET_ACTIVE_WINDOW", 1);
        return active.isEmpty() ? 0 : active.getFirst();
    }

    private List<Integer> managed() throws IOException {
        return tree.numbers(connection.root(), "_NET_CLIENT_LIST_STACKING", MOST);
    }

    /** Empty for the taskbar, and for a window that is gone meanwhile. */
    private Optional<Window> window(int id, boolean focused) throws IOException {
        int dock = connection.atom("_NET_WM_WINDOW_TYPE_DOCK");
        int desktop = connection.atom("_NET_WM_WINDOW_TYPE_DESKTOP");
        var types = tree.numbers(id, "_NET_WM_WINDOW_TYPE", STATES);
        if (types.contains(dock) || types.contains(desktop)) {
            return Optional.empty();
        }
        try {
            var size = connection.ask(new XRequest(GET_GEOMETRY, 0).int32(id));
            var place =
                    connection.ask(
                            new XRequest(TRANSLATE_COORDINATES, 0)
                                    .int32(id)
                                    .int32(connection.root())
                                    .int32(0));
            var frame = new ArrayList<>(tree.numbers(id, "_NET_FRAME_EXTENTS", 4));
            while (frame.size() < 4) {
                frame.add(0);
            }
            int left = frame.get(0);
            int top = frame.get(2);
            boolean minimized =
                    tree.numbers(id, "_NET_WM_STATE", STATES)
                            .contains(connection.atom("_NET_WM_STATE_HIDDEN"));
            return Optional.of(
                    new Window(
                            Integer.toUnsignedLong(id),
                            title(id),
                            place.getShort(12) - left,
                            place.getShort(14) - top,
                            unsigned(size, 16) + left + frame.get(1),
                            unsigned(size, 18) + top + frame.get(3),
                            focused,
                            minimized));
        } catch (XConnection.XRefused e) {
            return Optional.empty();
        }
    }

    private String title(int id) throws IOException {
        var modern = tree.text(id, "_NET_WM_NAME", TITLE_LIMIT * 4);
        var title = modern.isEmpty() ? tree.text(id, "WM_NAME", TITLE_LIMIT * 4) : modern;
        var shown = new StringBuilder();
        title.codePoints()
                .filter(it -> !Character.isISOControl(it))
                .limit(TITLE_LIMIT)
                .forEach(shown::appendCodePoint);
        return shown.toString();
    }

    private static int unsigned(ByteBuffer reply, int at) {
        return reply.getShort(at) & 0xffff;
    }

    private static UncheckedIOException silent(IOException e) {
        return new UncheckedIOException("the desktop's windows cannot be asked", e);
    }

    private interface Check {
        boolean holds() throws IOException;
    }
}
