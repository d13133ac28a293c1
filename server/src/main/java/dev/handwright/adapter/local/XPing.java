package dev.handwright.adapter.local;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks programs whether they have taken in all that the display server told them before: a ping
 * comes after it in each program's queue. Programs without this courtesy, such as xterm, are not
 * asked.
 *
 * @see <a href="https://specifications.freedesktop.org/wm-spec/latest/">EWMH, _NET_WM_PING</a>
 */
final class XPing {
    private static final int CLIENT_MESSAGE = 33;

    /** Openbox numbers its own pings from 1. */
    private static final int FIRST_NUMBER = 0x4000_0000;

    private final XConnection connection;
    private final XWindowTree tree;
    private int number = FIRST_NUMBER;

    XPing(XConnection connection) throws IOException {
        this.connection = connection;
        tree = new XWindowTree(connection);
        tree.watchRoot();
    }

    /**
     * Waits for the program that has the focus: its window, and windows of other connections that
     * it has, such as GTK's in Chromium.
     *
     * @return whether it can be asked and has answered
     */
    boolean focusedProgram(Duration atMost) throws IOException, InterruptedException {
        var windows = tree.ofFocusedProgram("_NET_WM_PING");
        long deadline = System.nanoTime() + atMost.toNanos();
        var waiting = new ArrayList<XConnection.Expectation>();
        try {
            for (int window : windows) {
                waiting.add(ping(window));
            }
            for (var pong : waiting) {
                var left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
                if (pong.await(left).isEmpty()) {
                    return false;
                }
            }
            return !windows.isEmpty();
        } finally {
            waiting.forEach(XConnection.Expectation::close);
        }
    }

    private XConnection.Expectation ping(int window) throws IOException {
        int root = connection.root();
        int protocols = connection.atom("WM_PROTOCOLS");
        int ping = connection.atom("_NET_WM_PING");
        int mine = number++;
        var pong =
                connection.expect(it ->
                        (it.get(0) & 0x7f) == CLIENT_MESSAGE
                                && it.getInt(4) == root
                                && it.getInt(8) == protocols
                                && it.getInt(12) == ping
                                && it.getInt(16) == mine);
        tree.message(window, window, 0, protocols, List.of(ping, mine, window));
        return pong;
    }
}
