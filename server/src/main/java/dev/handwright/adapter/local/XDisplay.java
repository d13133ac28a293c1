package dev.handwright.adapter.local;

import dev.handwright.desktops.Clipboard;
import dev.handwright.desktops.Windows;
import java.io.IOException;
import java.nio.file.Path;

/** What a desktop's display server does beyond RFB, over one X11 connection. */
final class XDisplay implements AutoCloseable {
    private final XConnection connection;
    private final XKeys keys;
    private final Clipboard clipboard;
    private final Windows windows;

    private XDisplay(XConnection connection) throws IOException {
        this.connection = connection;
        keys = new XKeys(connection);
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

    Clipboard clipboard() {
        return clipboard;
    }

    Windows windows() {
        return windows;
    }

    boolean isBroken() {
        return connection.isClosed();
    }

    @Override
    public void close() {
        connection.close();
    }
}
