package dev.handwright.adapter.local;

import dev.handwright.desktops.Clipboard;
import dev.handwright.desktops.Screen;
import dev.handwright.desktops.Windows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** What a desktop's display server does beyond RFB, over one X11 connection. */
final class XDisplay implements AutoCloseable {
    private static final int QUERY_POINTER = 38;

    private final XConnection connection;
    private final XKeys keys;
    private final XReaction reaction;
    private final Clipboard clipboard;
    private final Windows windows;

    private XDisplay(XConnection connection) throws IOException {
        this.connection = connection;
        var ping = new XPing(connection);
        keys = new XKeys(connection, ping);
        reaction = new XReaction(connection, ping);
        clipboard = new XClipboard(connection);
        windows = new XWindows(connection);
    }

    /**
     * @param socket the display server's X11 socket
     */
    static XDisplay open(Path socket) throws IOException {
        var connection = XConnection.open(socket);
        try {
            return new XDisplay(connection);
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    XKeys keys() {
        return keys;
    }

    XReaction reaction() {
        return reaction;
    }

    Clipboard clipboard() {
        return clipboard;
    }

    Windows windows() {
        return windows;
    }

    /** Where the pointer is on the screen. */
    Screen.Place pointerPlace() {
        try {
            var reply = connection.ask(new XRequest(QUERY_POINTER, 0).int32(connection.root()));
            return new Screen.Place(reply.getShort(16), reply.getShort(18));
        } catch (IOException e) {
            throw new UncheckedIOException("the desktop's display does not answer", e);
        }
    }

    boolean isBroken() {
        return connection.isClosed();
    }

    @Override
    public void close() {
        connection.close();
    }
}
