package dev.handwright.adapter.local;

import dev.handwright.base.Json;
import dev.handwright.base.Unavailable;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The server's side of the launcher's socket. Safe for several threads: a connection a request. */
public final class LauncherClient {
    private static final int LONGEST_ANSWER = 4 << 20;

    private final Path socket;

    public LauncherClient(Path socket) {
        this.socket = socket;
    }

    /** What {@code list} knows. */
    public record Listed(RoomId id, boolean alive, boolean shortOfMemory) {}

    public Set<Listed> list() throws IOException {
        var found = new HashSet<Listed>();
        if (ask("list", Map.of()).get("rooms") instanceof List<?> rooms) {
            for (var room : rooms) {
                if (room instanceof Map<?, ?> fields) {
                    found.add(
                            new Listed(
                                    new RoomId(String.valueOf(fields.get("id"))),
                                    Boolean.TRUE.equals(fields.get("alive")),
                                    Boolean.TRUE.equals(fields.get("shortOfMemory"))));
                }
            }
        }
        return found;
    }

    /** Whether it takes requests now. */
    boolean answers() {
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return channel.isConnected(); // it takes that as a look
        } catch (IOException e) {
            return false;
        }
    }

    /** Fine when there is no such room. */
    public void stop(RoomId id) throws IOException {
        ask("room.stop", Map.of("id", id.value()));
    }

    /**
     * Sends a request that is answered by one line.
     *
     * @throws Away when the launcher cannot be reached, or ends before it has answered
     * @throws IOException when it refuses or fails, with its reason
     */
    Map<String, @Nullable Object> ask(String op, Map<String, ?> fields) throws IOException {
        try (var answer = stream(op, fields)) {
            return answer.head();
        }
    }

    /** The same, whose answer goes on after its first line; to be closed. */
    Answer stream(String op, Map<String, ?> fields) throws IOException {
        var request = new LinkedHashMap<String, @Nullable Object>();
        request.put("op", op);
        request.putAll(fields);
        var channel = connect();
        try {
            var in = new BufferedInputStream(Channels.newInputStream(channel));
            var head = Json.readObject(firstLine(channel, in, Json.write(request) + "\n"));
            if (!Boolean.TRUE.equals(head.get("ok"))) {
                throw new IOException("the launcher says: " + head.get("error"));
            }
            return new Answer(head, in, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private SocketChannel connect() throws Away {
        try {
            return SocketChannel.open(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            throw new Away(e, false);
        }
    }

    /** It answers every request, so where it does not it has ended. */
    private static String firstLine(SocketChannel channel, InputStream in, String request)
            throws Away {
        try {
            var bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            return readLine(in, LONGEST_ANSWER);
        } catch (IOException e) {
            throw new Away(e, true);
        }
    }

    /** Something that may be asked again, as it changes nothing. */
    interface Look<T, X extends Exception> {
        T take() throws IOException, X;
    }

    /**
     * Looks once; who catches {@link Unavailable} may look again.
     *
     * @throws IOException when the launcher refuses or fails
     * @throws Unavailable when it cannot be reached, or ended in the middle of its answer, also
     *     where another one is there already
     */
    <T, X extends Exception> T look(Look<T, X> look) throws IOException, X {
        var asked = generation();
        try {
            return look.take();
        } catch (Away e) {
            throw e.unavailable();
        } catch (IOException e) {
            if (lives(asked)) {
                throw e;
            }
            throw new Away(e, true).unavailable();
        }
    }

    /**
     * It must say something: the socket of one that is just being killed still takes connections.
     */
    private boolean lives(List<Object> asked) {
        try {
            var _ = list();
            return generation().equals(asked);
        } catch (IOException e) {
            return false;
        }
    }

    /** Each launcher makes a socket of its own; empty where there is none. */
    private List<Object> generation() {
        try {
            var socketFile = Files.readAttributes(socket, BasicFileAttributes.class);
            return List.of(socketFile.fileKey(), socketFile.lastModifiedTime());
        } catch (IOException e) {
            return List.of();
        }
    }

    /** No launcher answers now. */
    static final class Away extends IOException {
        private static final long serialVersionUID = 1;
        private final boolean asked;

        private Away(IOException cause, boolean asked) {
            super("the launcher does not answer: " + cause.getMessage(), cause);
            this.asked = asked;
        }

        /** Whether it may have begun to do what it was asked for. */
        boolean mayHaveBegun() {
            return asked;
        }

        /** For who can try it again. */
        Unavailable unavailable() {
            return new Unavailable("the launcher does not answer", this);
        }
    }

    /**
     * @throws IOException at the end of the stream, or for a line that is too long
     */
    static String readLine(InputStream in, int longest) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 || line.size() == longest) {
                throw new IOException("the answer broke off after " + line.size() + " bytes");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** The first line, the bytes after it, and the way back for operations that take bytes. */
    record Answer(Map<String, @Nullable Object> head, InputStream body, SocketChannel channel)
            implements AutoCloseable {
        void send(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }
}
