package dev.handwright.adapter.local;

import dev.handwright.adapter.local.FrameStream.BadFrame;
import dev.handwright.sandboxes.SandboxCalls;
import dev.handwright.sandboxes.SandboxEnd;
import dev.handwright.sandboxes.SandboxEnd.Died;
import dev.handwright.sandboxes.SandboxJob;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
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
                    Map.of("type", "RPCError", "message", "the first frame must be a hello"));

    private final ServerSocketChannel listener;
    private final Path path;
    private final Set<FrameStream> streams = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<FrameStream> supervisor = new CompletableFuture<>();
    private final CompletableFuture<SandboxCalls> job = new CompletableFuture<>();
    private final CompletableFuture<SandboxEnd> end = new CompletableFuture<>();

    private SandboxLink(ServerSocketChannel listener, Path path) {
        this.listener = listener;
        this.path = path;
    }

    /** Listens at a path of at most 107 bytes. */
    static SandboxLink open(Path path) throws IOException {
        var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            listener.bind(UnixDomainSocketAddress.of(path), CODE_CONNECTIONS);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
        } catch (IOException e) {
            listener.close();
            throw e;
        }
        var link = new SandboxLink(listener, path);
        Thread.ofVirtual().name("sandbox-accept").start(link::accept);
        return link;
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
    void assign(SandboxJob task, SandboxCalls calls) {
        job.complete(calls);
        var _ = supervisor.thenAccept(stream -> handOver(stream, task));
    }

    private void handOver(FrameStream stream, SandboxJob task) {
        try {
            stream.send(SandboxFrames.job(task));
        } catch (IOException e) {
            end.complete(gone());
        }
    }

    private void accept() {
        try {
            while (true) {
                var socket = listener.accept();
                if (streams.size() > CODE_CONNECTIONS) {
                    socket.close();
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
        } else if (who.equals("supervisor") && supervisor.complete(stream)) {
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
                    return;
                }
                if (frame.has("log")) {
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

    /** Ends every connection; the supervisor then ends, and everything in its sandbox. */
    @Override
    public void close() {
        end.complete(new Died("killed", "The sandbox was stopped."));
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
