package dev.handwright.adapter.local;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * One client connection to a desktop's display server in its own language, X11, over a unix socket.
 * The other side is not trusted: every length and every wait has a bound, and a server that breaks
 * one loses the connection. Safe for several threads.
 *
 * @see <a href="https://www.x.org/releases/X11R7.7/doc/xproto/x11protocol.html">X11 protocol</a>
 */
final class XConnection implements AutoCloseable {
    /** The longest answer taken, in bytes. */
    private static final int LONGEST = 4 << 20;

    /** Bytes that are read at once. */
    private static final int ROOM = 1 << 14;

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

    private static final int INTERN_ATOM = 16;
    private static final int GET_INPUT_FOCUS = 43;
    private static final int QUERY_EXTENSION = 98;
    private static final int GENERIC_EVENT = 35;
    private static final int MOST_ATOMS = 1000;

    private final SocketChannel channel;
    private final Duration limit;
    private final XWire wire;
    private final Object writing = new Object();
    private final Map<Integer, CompletableFuture<ByteBuffer>> answers = new ConcurrentHashMap<>();
    private final List<Expectation> expectations = new CopyOnWriteArrayList<>();
    private final List<Consumer<ByteBuffer>> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> atoms = new ConcurrentHashMap<>();
    private final Map<String, Integer> extensions = new HashMap<>();
    private int ids; // guarded by writing
    private int sequence; // guarded by writing
    private volatile boolean closed;

    private XConnection(SocketChannel channel, Duration limit) throws IOException {
        this.channel = channel;
        this.limit = limit;
        wire = new XWire(channel, ROOM, false);
        Thread.ofVirtual().name("x11-read").start(this::readAll);
    }

    /** Connects and shakes hands. */
    static XConnection open(Path socket) throws IOException {
        return open(socket, ANSWER_LIMIT);
    }

    /**
     * @param limit of every answer
     */
    static XConnection open(Path socket, Duration limit) throws IOException {
        var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        var connection = new CompletableFuture<XConnection>();
        Thread.startVirtualThread(() -> {
            try {
                connection.complete(new XConnection(channel, limit));
            } catch (IOException | RuntimeException e) {
                connection.completeExceptionally(e);
            }
        });
        try {
            return inTime(connection, limit);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static <T> T inTime(CompletableFuture<T> answer, Duration limit) throws IOException {
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new SilentServer(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the display server works");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        }
    }

    int root() {
        return wire.root();
    }

    /** A number for a window … that this connection makes. */
    int newId() {
        synchronized (writing) {
            return wire.idBase() | ++ids;
        }
    }

    /** Sends a request that has no reply; what the server has against it is not heard. */
    void send(XRequest request) throws IOException {
        synchronized (writing) {
            sequence++;
            wire.write(request.finish());
        }
    }

    /**
     * Sends a request and waits for its reply.
     *
     * @throws XRefused when the server answers with an error
     */
    ByteBuffer ask(XRequest request) throws IOException {
        var answer = new CompletableFuture<ByteBuffer>();
        int number;
        synchronized (writing) {
            number = ++sequence & 0xffff;
            answers.put(number, answer);
            wire.write(request.finish());
        }
        if (closed) {
            throw new EOFException("the display server closed the connection");
        }
        try {
            return inTime(answer, limit);
        } catch (SilentServer e) {
            close();
            throw e;
        } finally {
            answers.remove(number);
        }
    }

    /** Returns when the server has done everything sent before. */
    void sync() throws IOException {
        var _ = ask(new XRequest(GET_INPUT_FOCUS, 0));
    }

    /** The number of a name; it stays the same as long as the server lives. */
    int atom(String name) throws IOException {
        var known = atoms.get(name);
        if (known != null) {
            return known;
        }
        int atom =
                ask(new XRequest(INTERN_ATOM, 0).int16(name.length()).int16(0).latin(name))
                        .getInt(8);
        if (atoms.size() < MOST_ATOMS) {
            atoms.put(name, atom);
        }
        return atom;
    }

    /**
     * The first byte of an extension's requests.
     *
     * @throws IOException when the server lacks it
     */
    int extension(String name) throws IOException {
        synchronized (extensions) {
            var known = extensions.get(name);
            if (known == null) {
                var reply =
                        ask(
                                new XRequest(QUERY_EXTENSION, 0)
                                        .int16(name.length())
                                        .int16(0)
                                        .latin(name));
                if (reply.get(8) == 0) {
                    throw new IOException("the display server lacks the extension " + name);
                }
                known = reply.get(9) & 0xff;
                extensions.put(name, known);
            }
            return known;
        }
    }

    /**
     * From now on tells of every event, on the thread that reads: the listener may send, and must
     * not ask.
     */
    void listen(Consumer<ByteBuffer> listener) {
        listeners.add(listener);
    }

    /** From now on waits for an event; to be closed. */
    Expectation expect(Predicate<ByteBuffer> wanted) {
        var expectation = new Expectation(wanted);
        expectations.add(expectation);
        return expectation;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        try {
            channel.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void readAll() {
        try {
            while (true) {
                take(wire.read(32));
            }
        } catch (IOException | RuntimeException e) {
            closed = true;
            var end = new EOFException("the display server closed the connection");
            answers.values().forEach(it -> it.completeExceptionally(end));
            expectations.forEach(it -> it.event.completeExceptionally(end));
            close();
        }
    }

    private void take(ByteBuffer message) throws IOException {
        int type = message.get(0) & 0x7f;
        if (type == 0) {
            var answer = answers.get(message.getShort(2) & 0xffff);
            if (answer != null) {
                answer.completeExceptionally(
                        new XRefused(message.get(1) & 0xff, message.get(10) & 0xff));
            }
        } else if (type == 1) {
            var whole = withMore(message);
            var answer = answers.get(message.getShort(2) & 0xffff);
            if (answer != null) {
                answer.complete(whole);
            }
        } else {
            var event = type == GENERIC_EVENT ? withMore(message) : message;
            listeners.forEach(it -> it.accept(event));
            for (var expectation : expectations) {
                if (expectation.wanted.test(event)) {
                    expectation.event.complete(event);
                }
            }
        }
    }

    private ByteBuffer withMore(ByteBuffer head) throws IOException {
        int more = head.getInt(4);
        if (more < 0 || more > LONGEST / 4) {
            throw new IOException("the display server announced " + more + " words");
        }
        var rest = wire.read(more * 4);
        return ByteBuffer.allocate(32 + more * 4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(head)
                .put(rest)
                .rewind();
    }

    static String latin(ByteBuffer bytes, int at, int length) {
        var text = new byte[length];
        bytes.get(at, text);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static final class SilentServer extends IOException {
        SilentServer(Throwable cause) {
            super("the display server does not answer", cause);
        }
    }

    /** The server's word that a request was wrong, as for a window that is gone. */
    static final class XRefused extends IOException {
        XRefused(int error, int request) {
            super("the display server refuses request %d: error %d".formatted(request, error));
        }
    }

    /** The next event of a kind. */
    final class Expectation implements AutoCloseable {
        private final Predicate<ByteBuffer> wanted;
        private final CompletableFuture<ByteBuffer> event = new CompletableFuture<>();

        private Expectation(Predicate<ByteBuffer> wanted) {
            this.wanted = wanted;
        }

        /** Empty when it does not come in time. */
        Optional<ByteBuffer> await(Duration atMost) throws IOException, InterruptedException {
            try {
                return Optional.of(event.get(atMost.toNanos(), TimeUnit.NANOSECONDS));
            } catch (TimeoutException e) {
                return Optional.empty();
            } catch (ExecutionException e) {
                throw new IOException("the display server closed the connection", e);
            }
        }

        @Override
        public void close() {
            expectations.remove(this);
        }
    }
}
