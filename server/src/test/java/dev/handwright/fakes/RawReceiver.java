package dev.handwright.fakes;

import dev.handwright.base.Json;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A real receiver on a free port of 127.0.0.1 that may behave as badly as a socket can. */
public final class RawReceiver implements Closeable {
    private final ServerSocket server;
    private final Answer answer;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<Post> posts = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();

    /** What it does with a request that was read whole; returns whether the connection goes on. */
    public interface Answer {
        boolean give(Post post, Socket socket) throws IOException;
    }

    /**
     * @param headers names in small letters
     */
    public record Post(String line, Map<String, String> headers, byte[] body) {
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    public RawReceiver(Answer answer) {
        this(plain(), answer);
    }

    public RawReceiver(ServerSocket server, Answer answer) {
        this.server = server;
        this.answer = answer;
        Thread.ofVirtual().name("receiver").start(this::accept);
    }

    /** Writes an answer with headers and a body, and keeps the connection. */
    public static Answer answer(int status, String headers, String body) {
        var text =
                "HTTP/1.1 %d Said\r\n%sContent-Length: %d\r\n\r\n%s"
                        .formatted(status, headers, body.length(), body);
        return (_, socket) -> {
            write(socket, text);
            return true;
        };
    }

    public static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    public URI url() {
        return url("http", "127.0.0.1");
    }

    public URI url(String scheme, String host) {
        return URI.create(scheme + "://" + host + ":" + server.getLocalPort() + "/hook?a=b");
    }

    public List<Post> posts() {
        return posts;
    }

    /** What was told of a run, in order: each attempt of each event. */
    public List<String> told(String run) {
        return posts.stream()
                .map(post -> Json.readObject(post.text()))
                .filter(event -> run.equals(event.get("message_id")))
                .map(event -> String.valueOf(event.get("status")))
                .toList();
    }

    /** The same, but what was told again after a crash counts once. */
    public List<String> statuses(String run) {
        return told(run).stream().distinct().toList();
    }

    public int connections() {
        return connections.get();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (var socket : open) {
            socket.close();
        }
    }

    private static ServerSocket plain() {
        try {
            return new ServerSocket(0, 512, InetAddress.ofLiteral("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                connections.incrementAndGet();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var in = new BufferedInputStream(socket.getInputStream());
            boolean goesOn = true;
            while (goesOn) {
                var post = read(in);
                posts.add(post);
                goesOn = answer.give(post, socket);
            }
        } catch (IOException e) {
            // The sender went away, which some tests want.
        } finally {
            open.remove(socket);
        }
    }

    private static Post read(InputStream in) throws IOException {
        var lines = new ArrayList<String>();
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            lines.add(line);
        }
        var headers = new LinkedHashMap<String, String>();
        for (var line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Post(lines.getFirst(), headers, in.readNBytes(length));
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new SocketException("closed");
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }
}
