package dev.handwright.adapter.local;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A fake display server that speaks real RFB on a unix socket and writes down what it is sent. */
final class FakeRfbServer implements AutoCloseable {
    volatile int width;
    volatile int height;

    /** Rectangles of other encodings, whole; all come before the pixels of the next update. */
    final Queue<byte[]> pseudo = new ConcurrentLinkedQueue<>();

    /** The next update has no pixels, and the request that it answers is void, as with Xvnc. */
    volatile boolean withoutPixels;

    final List<String> events = new CopyOnWriteArrayList<>();
    final Path socket;

    /** Pictures sent so far, or parts of them. */
    final AtomicInteger updates = new AtomicInteger();

    /** Answers nothing any more. */
    volatile boolean mute;

    /** So many connections get nothing, not even a greeting. */
    final AtomicInteger ungreeted = new AtomicInteger();

    private final ServerSocketChannel listener;
    private final List<Client> clients = new CopyOnWriteArrayList<>();
    private volatile byte[] pixels;

    FakeRfbServer(Path folder, int width, int height) throws IOException {
        this.width = width;
        this.height = height;
        this.pixels = new byte[width * height * 4];
        this.socket = folder.resolve("vnc");
        this.listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(socket));
        Thread.ofVirtual().start(this::accept);
    }

    /** Paints a rectangle and tells every client that has an incremental request open. */
    void paint(int x, int y, int width, int height, int blue, int green, int red)
            throws IOException {
        synchronized (events) {
            for (int row = y; row < y + height; row++) {
                for (int column = x; column < x + width; column++) {
                    int at = (row * this.width + column) * 4;
                    pixels[at] = (byte) blue;
                    pixels[at + 1] = (byte) green;
                    pixels[at + 2] = (byte) red;
                }
            }
        }
        for (var client : clients) {
            client.damaged(x, y, width, height);
        }
    }

    /** As when a program on the desktop changes the display: black, and told to all. */
    void resize(int width, int height) throws IOException {
        this.width = width;
        this.height = height;
        pixels = new byte[width * height * 4];
        for (var client : clients) {
            client.resized();
        }
    }

    int connections() {
        return clients.size();
    }

    /**
     * A rectangle of an update.
     *
     * @param content what follows its head, each a byte
     */
    static byte[] rectangle(int x, int y, int width, int height, int encoding, int... content) {
        var bytes =
                ByteBuffer.allocate(12 + content.length)
                        .putShort((short) x)
                        .putShort((short) y)
                        .putShort((short) width)
                        .putShort((short) height)
                        .putInt(encoding);
        for (int one : content) {
            bytes.put((byte) one);
        }
        return bytes.array();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (var client : clients) {
            client.channel.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                var client = new Client(listener.accept());
                clients.add(client);
                if (ungreeted.getAndDecrement() <= 0) {
                    Thread.ofVirtual().start(client::serve);
                }
            }
        } catch (IOException e) {
            events.add("closed");
        }
    }

    private final class Client {
        final SocketChannel channel;
        private final DataInputStream in;
        private final DataOutputStream out;
        private boolean waiting;
        private boolean resized;

        Client(SocketChannel channel) {
            this.channel = channel;
            this.in = new DataInputStream(Channels.newInputStream(channel));
            this.out = new DataOutputStream(Channels.newOutputStream(channel));
        }

        void serve() {
            try {
                handshake();
                while (true) {
                    message(in.readUnsignedByte());
                }
            } catch (EOFException | ClosedChannelException e) {
                clients.remove(this);
            } catch (IOException e) {
                events.add("broken: " + e);
            }
        }

        synchronized void damaged(int x, int y, int width, int height) throws IOException {
            if (waiting) {
                waiting = false;
                update(x, y, width, height);
            }
        }

        /** Xvnc tells the size alone; the request that it answers is then void. */
        synchronized void resized() throws IOException {
            resized = true;
            if (waiting) {
                waiting = false;
                tellSize();
            }
        }

        private void tellSize() throws IOException {
            resized = false;
            out.write(new byte[] {0, 0, 0, 1});
            out.write(rectangle(0, 0, width, height, -223));
        }

        private void handshake() throws IOException {
            out.writeBytes("RFB 003.008\n");
            in.readNBytes(12);
            out.write(new byte[] {1, 1});
            in.readUnsignedByte();
            out.writeInt(0);
            in.readUnsignedByte();
            out.writeShort(width);
            out.writeShort(height);
            out.write(new byte[16]);
            out.writeInt(4);
            out.writeBytes("fake");
        }

        private void message(int type) throws IOException {
            switch (type) {
                case 0 -> in.readNBytes(19);
                case 2 -> {
                    in.readUnsignedByte();
                    in.readNBytes(in.readUnsignedShort() * 4);
                }
                case 3 -> request();
                case 4 -> {
                    boolean down = in.readUnsignedByte() == 1;
                    in.readUnsignedShort();
                    events.add((down ? "press " : "release ") + Integer.toHexString(in.readInt()));
                }
                case 5 -> {
                    int buttons = in.readUnsignedByte();
                    events.add(
                            "pointer %d,%d %d"
                                    .formatted(
                                            in.readUnsignedShort(),
                                            in.readUnsignedShort(),
                                            buttons));
                }
                default -> throw new IOException("message type " + type);
            }
        }

        private synchronized void request() throws IOException {
            boolean incremental = in.readUnsignedByte() == 1;
            int x = in.readUnsignedShort();
            int y = in.readUnsignedShort();
            int width = in.readUnsignedShort();
            int height = in.readUnsignedShort();
            if (mute) {
                return;
            }
            if (resized) {
                tellSize();
            } else if (incremental) {
                waiting = true;
            } else {
                update(x, y, width, height);
            }
        }

        private void update(int x, int y, int width, int height) throws IOException {
            out.write(new byte[] {2}); // a bell before each update: clients must step over it
            var extra = new ArrayList<byte[]>();
            for (var rect = pseudo.poll(); rect != null; rect = pseudo.poll()) {
                extra.add(rect);
            }
            boolean bare = withoutPixels;
            withoutPixels = false;
            out.write(new byte[] {0, 0, 0, (byte) (extra.size() + (bare ? 0 : 1))});
            for (var rect : extra) {
                out.write(rect);
            }
            if (bare) {
                return;
            }
            out.write(rectangle(x, y, width, height, 0));
            synchronized (events) {
                for (int row = y; row < y + height; row++) {
                    int from = (row * FakeRfbServer.this.width + x) * 4;
                    out.write(Arrays.copyOfRange(pixels, from, from + width * 4));
                }
            }
            out.flush();
            updates.incrementAndGet();
        }
    }
}
