package dev.handwright.adapter.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** The windows of a display server and what is written on them. All of it is bounded. */
final class XWindowTree {
    private static final int CHANGE_ATTRIBUTES = 2;
    private static final int QUERY_TREE = 15;
    private static final int GET_PROPERTY = 20;
    private static final int SEND_EVENT = 25;

    private static final int EVENT_MASK = 1 << 11;
    private static final int SUBSTRUCTURE_NOTIFY = 1 << 19;
    private static final int CLIENT_MESSAGE = 33;

    /** The part of a window's number that tells which connection made it. */
    private static final int CONNECTION = 0x1fe0_0000;

    /** Most windows that are looked at. */
    private static final int MOST_WINDOWS = 200;

    private final XConnection connection;

    XWindowTree(XConnection connection) {
        this.connection = connection;
    }

    /** From now on messages to the root window come to this connection too. */
    void watchRoot() throws IOException {
        connection.send(
                new XRequest(CHANGE_ATTRIBUTES, 0)
                        .int32(connection.root())
                        .int32(EVENT_MASK)
                        .int32(SUBSTRUCTURE_NOTIFY));
    }

    /**
     * The active window and the unmanaged windows of the same program that speak a protocol; empty
     * when none is active, or the active one does not speak it.
     */
    List<Integer> ofFocusedProgram(String protocol) throws IOException {
        int wanted = connection.atom(protocol);
        var active = numbers(connection.root(), "_NET_ACTIVE_WINDOW", 1);
        if (active.isEmpty() || active.getFirst() == 0 || !speaks(active.getFirst(), wanted)) {
            return List.of();
        }
        var found = new LinkedHashSet<>(active);
        var process = numbers(active.getFirst(), "_NET_WM_PID", 1);
        var manager = numbers(connection.root(), "_NET_SUPPORTING_WM_CHECK", 1);
        for (int window : process.isEmpty() ? List.<Integer>of() : children(connection.root())) {
            boolean managers =
                    !manager.isEmpty()
                            && (window & CONNECTION) == (manager.getFirst() & CONNECTION);
            if (!managers
                    && numbers(window, "_NET_WM_PID", 1).equals(process)
                    && speaks(window, wanted)) {
                found.add(window);
            }
        }
        return List.copyOf(found);
    }

    /** A window's property of 32-bit numbers: atoms, windows, counts; empty when there is none. */
    List<Integer> numbers(int window, String property, int most) throws IOException {
        try {
            var reply =
                    connection.ask(
                            new XRequest(GET_PROPERTY, 0)
                                    .int32(window)
                                    .int32(connection.atom(property))
                                    .int32(0)
                                    .int32(0)
                                    .int32(most));
            var found = new ArrayList<Integer>();
            int count = reply.get(1) == 32 ? Math.min(most, (reply.capacity() - 32) / 4) : 0;
            for (int i = 0; i < Math.min(count, reply.getInt(16)); i++) {
                found.add(reply.getInt(32 + i * 4));
            }
            return found;
        } catch (XConnection.XRefused e) {
            return List.of(); // the window is gone
        }
    }

    /** A window's text; empty when there is none. */
    String text(int window, String property, int mostBytes) throws IOException {
        try {
            var reply =
                    connection.ask(
                            new XRequest(GET_PROPERTY, 0)
                                    .int32(window)
                                    .int32(connection.atom(property))
                                    .int32(0)
                                    .int32(0)
                                    .int32(mostBytes / 4));
            int type = reply.getInt(8);
            if (reply.get(1) != 8) {
                return "";
            }
            var bytes = new byte[Math.clamp(reply.getInt(16), 0, reply.capacity() - 32)];
            reply.get(32, bytes);
            boolean utf8 = type == connection.atom("UTF8_STRING");
            return new String(bytes, utf8 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
        } catch (XConnection.XRefused e) {
            return ""; // the window is gone
        }
    }

    private boolean speaks(int window, int protocol) throws IOException {
        return numbers(window, "WM_PROTOCOLS", 32).contains(protocol);
    }

    private List<Integer> children(int window) throws IOException {
        var reply = connection.ask(new XRequest(QUERY_TREE, 0).int32(window));
        int count = Math.min(reply.getShort(16) & 0xffff, (reply.capacity() - 32) / 4);
        var found = new ArrayList<Integer>();
        for (int i = 0; i < Math.min(count, MOST_WINDOWS); i++) {
            found.add(reply.getInt(32 + i * 4));
        }
        return found;
    }

    /**
     * Sends a message.
     *
     * @param to the window that it goes to
     * @param about the window that it speaks of
     * @param mask 0 for {@code to}'s program itself, else who listens there
     * @param data up to five numbers
     */
    void message(int to, int about, int mask, int type, List<Integer> data) throws IOException {
        var request =
                new XRequest(SEND_EVENT, 0)
                        .int32(to)
                        .int32(mask)
                        .int8(CLIENT_MESSAGE)
                        .int8(32)
                        .int16(0)
                        .int32(about)
                        .int32(type);
        data.forEach(request::int32);
        connection.send(request.zeros((5 - data.size()) * 4));
    }
}
