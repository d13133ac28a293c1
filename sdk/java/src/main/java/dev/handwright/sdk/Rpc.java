package dev.handwright.sdk;

import dev.handwright.sdk.inside.JsonText;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Calls to the worker over its unix socket (api/run-protocol.md), one at a time. When the worker
 * goes, the next one is asked the same; when none comes, the sandbox ends and this with it.
 */
final class Rpc {
    private static final int CALL_LIMIT = 1 << 20;
    private static final int ANSWER_LIMIT = 16 << 20;
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Rpc SHARED =
            new Rpc(
                    Optional.ofNullable(System.getenv("NEN_SOCKET"))
                            .orElse("/run/worker/worker.sock"));

    private final ReentrantLock lock = new ReentrantLock();
    private final String path;
    private @Nullable Connection connection;
    private long lastId;

    Rpc(String path) {
        this.path = path;
    }

    /** The answer of the one connection that all of a workflow's threads share. */
    static Answer call(String method, Map<String, ?> params) {
        return SHARED.ask(method, params);
    }

    /**
     * @param bytes what the call delivered besides its value
     */
    record Answer(@Nullable Object value, byte[] bytes) {}

    Answer ask(String method, Map<String, ?> params) {
        var reply = reply(method, params);
        if (reply.last.get("error") instanceof Map<?, ?> error) {
            throw failure(error);
        }
        return new Answer(reply.last.get("result"), reply.bytes);
    }

    /**
     * @param last the frame that ends it
     */
    private record Reply(Map<?, ?> last, byte[] bytes) {}

    private Reply reply(String method, Map<String, ?> params) {
        lock.lock();
        boolean whole = false;
        try {
            var reply = askUntilAnswered(request(method, params));
            whole = true;
            return reply;
        } catch (IOException | JsonText.BadJson e) {
            throw new RpcException("the way to the worker is closed: " + e.getMessage(), e);
        } finally {
            if (!whole) {
                forget(); // the rest of its answer must not be taken for that of the next call
            }
            lock.unlock();
        }
    }

    private Reply askUntilAnswered(byte[] line) throws IOException {
        while (true) {
            try {
                if (connection == null) {
                    connection = Connection.open(path);
                }
                return connection.ask(line);
            } catch (Gone e) {
                forget();
                if (Thread.currentThread().isInterrupted()) {
                    throw new IOException("the thread was interrupted", e);
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    /** There is no worker now; another will come. */
    private static final class Gone extends IOException {
        Gone(IOException cause) {
            super(cause);
        }
    }

    private byte[] request(String method, Map<String, ?> params) {
        var frame = new LinkedHashMap<String, Object>();
        frame.put("id", ++lastId);
        frame.put("method", method);
        frame.put("params", params);
        var line = (JsonText.write(frame) + "\n").getBytes(StandardCharsets.UTF_8);
        if (line.length > CALL_LIMIT) {
            throw new IllegalArgumentException(
                    "%s: %d bytes is too much; at most %d"
                            .formatted(method, line.length, CALL_LIMIT));
        }
        return line;
    }

    private void forget() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    private static RuntimeException failure(Map<?, ?> error) {
        var type = String.valueOf(error.get("type"));
        var message = String.valueOf(error.get("message"));
        return switch (type) {
            case "ValueError" -> new IllegalArgumentException(message);
            case "ActionUncertain" -> new ActionUncertainException(message);
            case "WorkflowError" -> new WorkflowException(message);
            case "TimeoutError" -> new StepTimeoutException(message);
            case "ValidationError" -> new ValidationException(message);
            default -> new RpcException(message);
        };
    }

    private record Connection(SocketChannel socket, InputStream input) {
        static Connection open(String path) throws IOException {
            var socket = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                socket.connect(UnixDomainSocketAddress.of(path));
                var opened =
                        new Connection(
                                socket, new BufferedInputStream(Channels.newInputStream(socket)));
                opened.send("{\"hello\":\"code\"}\n".getBytes(StandardCharsets.UTF_8));
                return opened;
            } catch (IOException e) {
                socket.close();
                boolean inSandbox = Files.isDirectory(Path.of(path).resolveSibling(""));
                throw inSandbox ? new Gone(e) : e;
            }
        }

        Reply ask(byte[] line) throws IOException {
            try {
                send(line);
            } catch (IOException e) {
                // A worker that refused and closed has said why.
            }
            var bytes = new ByteArrayOutputStream();
            while (true) {
                if (!(JsonText.read(readLine()) instanceof Map<?, ?> frame)) {
                    throw new IOException("the worker's answer is no object");
                }
                if (!(frame.get("bytes") instanceof String part)) {
                    return new Reply(frame, bytes.toByteArray());
                }
                bytes.writeBytes(Base64.getDecoder().decode(part));
            }
        }

        private void send(byte[] line) throws IOException {
            var bytes = ByteBuffer.wrap(line);
            while (bytes.hasRemaining()) {
                socket.write(bytes);
            }
        }

        private String readLine() throws IOException {
            var line = new ByteArrayOutputStream();
            for (int next = read(); next != '\n'; next = read()) {
                if (next < 0) {
                    throw new Gone(new EOFException("the worker ended the connection"));
                }
                if (line.size() > ANSWER_LIMIT) {
                    throw new IOException("the answer is too large");
                }
                line.write(next);
            }
            return line.toString(StandardCharsets.UTF_8);
        }

        private int read() throws Gone {
            try {
                return input.read();
            } catch (IOException e) {
                throw new Gone(e);
            }
        }

        void close() {
            try {
                socket.close();
            } catch (IOException e) {
                // A socket that cannot be closed is closed already.
            }
        }
    }
}
