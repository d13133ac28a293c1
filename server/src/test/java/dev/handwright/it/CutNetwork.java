package dev.handwright.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A network in front of a server that a test can break: everything passes, or nothing. */
final class CutNetwork implements AutoCloseable {
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile int target;
    private volatile boolean broken;

    CutNetwork() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    void leadTo(URI server) {
        target = server.getPort();
    }

    void cut() throws IOException {
        broken = true;
        for (var socket : sockets) {
            socket.close();
        }
    }

    /** How many came in vain. */
    int refused() {
        return refused.get();
    }

    void mend() {
        broken = false;
    }

    private void accept() {
        try {
            while (true) {
                var near = listener.accept();
                if (broken) {
                    refused.incrementAndGet();
                    near.close();
                    continue;
                }
                var far = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(near);
                sockets.add(far);
                Thread.ofVirtual().start(() -> copy(near, far));
                Thread.ofVirtual().start(() -> copy(far, near));
            }
        } catch (IOException e) {
            broken = true; // closed
        }
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // The other direction ended, or the network was cut.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }
}
