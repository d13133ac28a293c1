package dev.handwright.adapter.local;

import dev.handwright.adapter.local.FrameStream.BadFrame;
import dev.handwright.sandboxes.SandboxCalls;
import dev.handwright.sandboxes.SandboxEnd;
import dev.handwright.sandboxes.SandboxEnd.Died;
import dev.handwright.sandboxes.SandboxEnd.Left;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker's end of one sandbox's socket: the supervisor's connection and those of the code. What
 * arrives is not trusted. Virtual threads: one accepts, one a connection.
 */
final class SandboxLink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SandboxLink.class);
    private static final int SUPERVISOR_FRAME = 24 << 20;
    private static final int CODE_FRAME = 1 << 20;
    private static final int CODE_CONNECTIONS = 32;
    private static final Map<String, Object> REFUSED =
            Map.of(
                    "error",
                    Map.of(
                            "type",
                            "RPCError",
                            "message",
                            "the first frame must be a hello that is expected here"));

    private static final Map<String, Object> TOO_MANY =
            Map.of(
                    "error",
                    Map.of(
                            "type",
                            "RPCError",
                            "message",
                            "at most %d connections may be open".formatted(CODE_CONNECTIONS)));

    private static final SandboxEnd NOT_YET = new Died("killed", "");

    private final ServerSocketChannel listener;
    private final Path path;
    private final Set<FrameStream> streams = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<FrameStream> supervisor = new CompletableFuture<>();
    private final CompletableFuture<SandboxCalls> job = new CompletableFuture<>();
    private final CompletableFuture<SandboxEnd> end = new CompletableFuture<>();
    private final boolean resuming;

    private SandboxLink(ServerSocketChannel listener, Path path, boolean resuming) {
        this.listener = listener;
        this.path = path;
        this.resuming = resuming;
    }

    /** Listens at a path of at most 107 bytes, for a supervisor that waits for a job. */
    static SandboxLink open(Path path) throws IOException {
        var link = new SandboxLink(listen(path), path, false);
        Thread.ofVirtual().name("sandbox-accept").start(link::accept);
        return link;
    }

    /** Listens for a supervisor that has got its job from an earlier server. */
    static SandboxLink resume(Path path, SandboxCalls calls) throws IOException {
        var link = new SandboxLink(listen(path), path, true);
        link.job.complete(calls);
        Thread.ofVirtual().name("sandbox-accept").start(link::accept);
        return link;
    }

    /** Nobody can connect before everybody may: the socket gets its name last. */
    private static ServerSocketChannel listen(Path path) throws IOException {
        var fresh = path.resolveSibling(".fresh");
        var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            Files.deleteIfExists(fresh);
            listener.bind(UnixDomainSocketAddress.of(fresh), CODE_CONNECTIONS);
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-rw-rw-"));
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            listener.close();
            throw e;
        }
        return listener;
    }

    /** Completes when the supervisor has reported and is ready for a job. */
    CompletableFuture<?> ready() {
        return supervisor;
    }

    /** Completes with how the job ended. */
    CompletableFuture<SandboxEnd> end() {
        return end;
    }

    /** Nobody will connect any more: ends a link whose supervisor has not been heard of. */
    void giveUp() {
        if (!supervisor.isDone()) {
            end.complete(
                    new Died(
                            "crashed",
                            "The sandbox could not be started; the server's log says why."));
            supervisor.completeExceptionally(new IOException("the sandbox ended at its start"));
        }
    }

    /** Hands the job over as soon as the supervisor is ready; once. */
    void assign(Map<String, Object> task, SandboxCalls calls) {
        job.complete(calls);
        var _ = supervisor.thenAccept(stream -> handOver(stream, task));
    }

    private void handOver(FrameStream stream, Map<String, Object> task) {
        try {
            stream.send(task);
        } catch (IOException e) {
            end.complete(gone());
        }
    }

    private void accept() {
        try {
            while (true) {
                var socket = listener.accept();
                if (streams.size() > CODE_CONNECTIONS) {
                    refuse(socket);
                } else {
                    var stream = new FrameStream(socket);
                    streams.add(stream);
                    Thread.ofVirtual().name("sandbox-link").start(() -> talk(stream));
                }
            }
        } catch (IOException e) {
            LOG.trace("sandbox socket closed: {}", e.toString());
        }
    }

    private static void refuse(SocketChannel socket) {
        try (var stream = new FrameStream(socket)) {
            stream.send(TOO_MANY);
        } catch (IOException e) {
            LOG.trace("a sandbox's connection too many has gone: {}", e.toString());
        }
    }

    private void talk(FrameStream stream) {
        try (stream) {
            try {
                greet(stream);
            } catch (BadFrame e) {
                stream.send(Map.of("error", Map.of("type", "RPCError", "message", message(e))));
            }
        } catch (IOException e) {
            LOG.debug("a sandbox's connection ended: {}", e.toString());
        } finally {
            streams.remove(stream);
        }
    }

    private void greet(FrameStream stream) throws IOException, BadFrame {
        var hello = stream.receive(CODE_FRAME);
        if (hello.isEmpty()) {
            return;
        }
        var who = hello.get().path("hello").asString("");
        if (who.equals("code") && job.isDone()) {
            new CodeCalls(stream, job.join()).answerAll(CODE_FRAME);
        } else if (who.equals("supervisor")
                && hello.get().path("resume").asBoolean(false) == resuming
                && supervisor.complete(stream)) {
            supervise(stream);
        } else {
            stream.send(REFUSED);
        }
    }

    private void supervise(FrameStream stream) throws IOException {
        try {
            while (true) {
                var next = stream.receive(SUPERVISOR_FRAME);
                if (next.isEmpty()) {
                    return;
                }
                var frame = next.get();
                if (frame.has("end")) {
                    end.complete(SandboxFrames.end(frame));
                }
                if (frame.has("log") && !end.isDone()) {
                    job.join()
                            .log(
                                    frame.path("log").asString("notice"),
                                    frame.path("line").asString(""));
                }
            }
        } catch (BadFrame e) {
            end.complete(new Died("crashed", "The sandbox broke its protocol: " + message(e)));
        } finally {
            end.complete(gone());
        }
    }

    private static Died gone() {
        return new Died("crashed", "The sandbox ended without saying why.");
    }

    private static String message(Exception e) {
        return String.valueOf(e.getMessage());
    }

    /**
     * Ends every connection; the supervisor and the code will connect again. Once the job's end has
     * come nothing happens.
     */
    void leave() {
        if (end.complete(new Left())) {
            cut();
        }
    }

    /** From then on it is another server's. */
    boolean isLeft() {
        return end.getNow(NOT_YET) instanceof Left;
    }

    /**
     * Ends every connection; the supervisor then ends, and everything in its sandbox. Where it has
     * been left nothing happens.
     */
    @Override
    public void close() {
        end.complete(new Died("killed", "The sandbox was stopped."));
        if (isLeft()) {
            return;
        }
        if (supervisor.isDone() && !supervisor.isCompletedExceptionally()) {
            try {
                supervisor.join().sendIfFree(SandboxFrames.BYE);
            } catch (IOException e) {
                LOG.trace("the supervisor has gone: {}", e.toString());
            }
        }
        cut();
    }

    private void cut() {
        supervisor.completeExceptionally(new IOException("the sandbox was stopped"));
        try {
            listener.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.debug("cannot close {}: {}", path, e.toString());
        }
        streams.forEach(FrameStream::close);
    }
}
