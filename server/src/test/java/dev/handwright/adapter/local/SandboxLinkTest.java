package dev.handwright.adapter.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.base.Json;
import dev.handwright.sandboxes.SandboxCalls;
import dev.handwright.sandboxes.SandboxEnd;
import dev.handwright.sandboxes.SandboxJob;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** The worker's side of api/run-protocol.md, spoken to as a sandbox would. */
@Timeout(20)
final class SandboxLinkTest {
    private static final Map<String, Object> JOB =
            SandboxFrames.job(
                    new SandboxJob.Execute("python", List.of(), "{}", List.of()), Duration.ZERO);

    private final Path folder;
    private final SandboxLink link;
    private final Recorded calls = new Recorded();

    SandboxLinkTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.link = SandboxLink.open(folder.resolve("worker.sock"));
    }

    @AfterEach
    void close() {
        link.close();
    }

    @Test
    void everyGoldenFrameOfASupervisorIsUnderstood() throws Exception {
        for (var frame : golden("from the supervisor")) {
            if (frame.has("end")) {
                assertThat(
                                SandboxFrames.end(frame)
                                        .getClass()
                                        .getSimpleName()
                                        .toLowerCase(java.util.Locale.ROOT))
                        .isEqualTo(frame.path("end").asString());
            }
        }
        var checked = (SandboxEnd.Checked) SandboxFrames.end(golden("from the supervisor").get(8));
        assertThat(checked.code().secureSchema()).isEqualTo("{\"type\":\"object\"}");
        assertThat(checked.code().hosts()).containsExactly("example.com", "*.example.com");
        assertThat(checked.code().retries()).isEqualTo(2);
        assertThat(checked.code().compiled()).extracting("name").containsExactly("Workflow.class");
    }

    @Test
    void whatIsTooLargeIsNotTaken() {
        var frame = Json.mapper().createObjectNode();
        frame.put("end", "returned").putObject("result").put("a", "x".repeat(2 << 20));
        assertThat(SandboxFrames.end(frame).toString()).contains("larger than 1 MiB");
        frame.put("end", "raised").put("type", "T").put("message", "x".repeat(2 << 20));
        assertThat(((SandboxEnd.Raised) SandboxFrames.end(frame)).message()).hasSize(10_001);
    }

    @Test
    void jobsAreSentAsTheGoldenFrames() throws Exception {
        var file = new SandboxJob.SourceFile("workflow.py", "cHJpbnQoMSkK");
        var expected = golden("to the supervisor");
        var execute =
                new SandboxJob.Execute(
                        "python", List.of(file), "{\"name\":\"Zoë\"}", List.of("pin"));
        var check = new SandboxJob.Check("python", List.of(file));
        var patient = new SandboxJob.Execute("python", List.of(file), "{}", List.of());
        var minutes = Duration.ofMinutes(10);
        assertThat(
                        List.of(
                                SandboxFrames.job(execute, Duration.ZERO),
                                SandboxFrames.job(check, minutes),
                                SandboxFrames.job(patient, minutes),
                                SandboxFrames.BYE))
                .extracting(it -> Json.mapper().readTree(Json.write(it)))
                .isEqualTo(expected);
    }

    @Test
    void logsArriveInOrderAndThenTheEnd() throws Exception {
        try (var supervisor = new Peer()) {
            supervisor.send("{\"hello\":\"supervisor\",\"protocol\":1,\"language\":\"python\"}");
            link.ready().get(5, TimeUnit.SECONDS);
            link.assign(JOB, calls);
            assertThat(supervisor.receive()).contains("\"job\":\"execute\"");
            supervisor.send("{\"log\":\"stdout\",\"line\":\"one\"}");
            supervisor.send("{\"log\":\"INFO\",\"line\":\"two\"}");
            supervisor.send("{\"end\":\"returned\",\"result\":{\"a\":1}}");
            assertThat(end()).isEqualTo(new SandboxEnd.Returned("{\"a\":1}"));
            assertThat(calls.lines).containsExactly("stdout one", "INFO two");
        }
    }

    @Test
    void aSupervisorThatGoesWithoutAnEndHasDied() throws Exception {
        try (var supervisor = new Peer()) {
            supervisor.send("{\"hello\":\"supervisor\"}");
            link.assign(JOB, calls);
            supervisor.receive();
        }
        assertThat(end())
                .isEqualTo(new SandboxEnd.Died("crashed", "The sandbox ended without saying why."));
    }

    @Test
    void thereIsOneSupervisorOnly() throws Exception {
        try (var first = new Peer();
                var second = new Peer()) {
            first.send("{\"hello\":\"supervisor\"}");
            link.ready().get(5, TimeUnit.SECONDS);
            second.send("{\"hello\":\"supervisor\"}");
            assertThat(second.receive()).contains("the first frame must be a hello");
            assertThat(second.receive()).isNull();
        }
    }

    @Test
    void callsAreAnsweredWithResultsErrorsAndBytes() throws Exception {
        link.assign(JOB, calls);
        try (var code = new Peer()) {
            code.send("{\"hello\":\"code\"}");
            code.send("{\"id\":7,\"method\":\"echo\",\"params\":{\"a\":[1,null]}}");
            assertThat(code.receive()).isEqualTo("{\"id\":7,\"result\":{\"a\":[1,null]}}");
            code.send("{\"id\":8,\"method\":\"refuse\"}");
            assertThat(code.receive())
                    .contains("\"id\":8", "\"type\":\"ValueError\"", "\"message\":\"no\"");
            code.send("{\"id\":9,\"method\":\"bytes\"}");
            assertThat(code.receive()).isEqualTo("{\"id\":9,\"bytes\":\"AAEC\"}");
            assertThat(code.receive()).isEqualTo("{\"id\":9,\"result\":3}");
            code.send("{\"id\":9223372036854775807,\"method\":\"id\"}");
            assertThat(code.receive()).contains("\"result\":9223372036854775807");
            code.send("{\"id\":10,\"method\":\"break\"}");
            assertThat(code.receive()).contains("RPCError").doesNotContain("inside");
            code.send("{\"id\":11,\"method\":\"overflow\"}");
            assertThat(code.receive()).contains("\"id\":11", "the server failed to do this");
        }
    }

    @Test
    void garbageIsAnsweredAndClosedAndNothingElseSuffers() throws Exception {
        link.assign(JOB, calls);
        var garbage =
                List.of(
                        "hello?",
                        "[1]",
                        "{\"hello\":\"code\"}\n{\"id\":\"x\",\"method\":\"echo\"}",
                        "{\"hello\":\"code\"}\n{\"id\":9223372036854775808,\"method\":\"echo\"}",
                        "{\"hello\":\"code\"}\n{\"id\":1,\"method\":\"echo\",\"params\":[]}",
                        "{\"hello\":\"code\"}\n{\"a\":" + "[".repeat(5000),
                        "{\"hello\":\"code\"}\n" + "x".repeat(2 << 20));
        for (var text : garbage) {
            try (var code = new Peer()) {
                code.send(text);
                assertThat(code.receive()).as(text.substring(0, 3)).contains("RPCError");
                assertThat(code.receive()).isNull();
            }
        }
        try (var code = new Peer()) {
            code.send("{\"hello\":\"code\"}\n{\"id\":1,\"method\":\"echo\",\"params\":{}}");
            assertThat(code.receive()).isEqualTo("{\"id\":1,\"result\":{}}");
        }
        assertThat(link.end().isDone()).isFalse();
    }

    @Test
    void tooManyConnectionsAreRefusedAtOnce() throws Exception {
        link.assign(JOB, calls);
        var open = new ArrayList<Peer>();
        try {
            for (int i = 0; i < 32; i++) {
                var peer = new Peer();
                open.add(peer);
                peer.send("{\"hello\":\"code\"}\n{\"id\":1,\"method\":\"echo\"}");
                assertThat(peer.receive()).isEqualTo("{\"id\":1,\"result\":{}}");
            }
            var more = new Peer();
            open.add(more);
            var another = new Peer();
            open.add(another);
            assertThat(another.receive()).contains("at most 32 connections may be open");
            assertThat(another.receive()).isNull();
        } finally {
            for (var peer : open) {
                peer.close();
            }
        }
    }

    @Test
    void closingEndsTheJobAndRemovesTheSocket() throws Exception {
        try (var supervisor = new Peer()) {
            supervisor.send("{\"hello\":\"supervisor\"}");
            link.ready().get(5, TimeUnit.SECONDS);
            link.close();
            assertThat(supervisor.receive()).isEqualTo("{\"bye\":true}");
            assertThat(supervisor.receive()).isNull();
            assertThat(end()).isEqualTo(new SandboxEnd.Died("killed", "The sandbox was stopped."));
            assertThat(folder.resolve("worker.sock")).doesNotExist();
        }
    }

    @Test
    void whoIsLeftHearsNoByeAndGoesOnWithTheNext() throws Exception {
        var resumed = "{\"hello\":\"supervisor\",\"resume\":true}";
        try (var supervisor = new Peer();
                var code = new Peer()) {
            supervisor.send("{\"hello\":\"supervisor\"}");
            link.assign(JOB, calls);
            supervisor.receive();
            code.send("{\"hello\":\"code\"}\n{\"id\":1,\"method\":\"unanswered\"}");
            assertThat(code.receive()).isNull();
            link.leave();
            assertThat(supervisor.receive()).isNull();
            assertThat(end()).isEqualTo(new SandboxEnd.Left());
        }
        try (var next = SandboxLink.resume(folder.resolve("worker.sock"), calls);
                var fresh = new Peer();
                var supervisor = new Peer();
                var code = new Peer()) {
            fresh.send("{\"hello\":\"supervisor\"}");
            assertThat(fresh.receive()).contains("the first frame must be a hello");
            code.send("{\"hello\":\"code\"}\n{\"id\":1,\"method\":\"echo\"}");
            assertThat(code.receive()).isEqualTo("{\"id\":1,\"result\":{}}");
            supervisor.send(resumed);
            next.ready().get(5, TimeUnit.SECONDS);
            supervisor.send("{\"end\":\"returned\",\"result\":{\"a\":1}}");
            assertThat(next.end().get(5, TimeUnit.SECONDS))
                    .isEqualTo(new SandboxEnd.Returned("{\"a\":1}"));
        }
    }

    @Test
    void whoseJobWasNeverHereIsNotTakenForOneThatGoesOn() throws Exception {
        try (var supervisor = new Peer()) {
            supervisor.send("{\"hello\":\"supervisor\",\"resume\":true}");
            assertThat(supervisor.receive()).contains("the first frame must be a hello");
            assertThat(link.ready().isDone()).isFalse();
        }
    }

    private SandboxEnd end() throws Exception {
        return link.end().get(5, TimeUnit.SECONDS);
    }

    private static List<ObjectNode> golden(String direction) throws IOException {
        var file = Path.of("../api/golden/run-protocol/frames.json").toAbsolutePath();
        var frames = new ArrayList<ObjectNode>();
        Json.mapper()
                .readTree(Files.readString(file))
                .path(direction)
                .forEach(it -> frames.add((ObjectNode) it));
        assertThat(frames).isNotEmpty();
        return frames;
    }

    /** A process in the sandbox. */
    private final class Peer implements AutoCloseable {
        private final SocketChannel socket;
        private final BufferedReader reader;

        Peer() throws IOException {
            socket = SocketChannel.open(StandardProtocolFamily.UNIX);
            socket.connect(UnixDomainSocketAddress.of(folder.resolve("worker.sock")));
            reader =
                    new BufferedReader(
                            new InputStreamReader(
                                    Channels.newInputStream(socket), StandardCharsets.UTF_8));
        }

        void send(String line) throws IOException {
            var bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
            try {
                while (bytes.hasRemaining()) {
                    socket.write(bytes);
                }
            } catch (IOException e) {
                assertThat(e).hasMessageMatching("Broken pipe|Connection reset by peer");
            }
        }

        @Nullable String receive() {
            try {
                return reader.readLine();
            } catch (IOException e) {
                return null;
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static final class Recorded implements SandboxCalls {
        final List<String> lines = new ArrayList<>();

        @Override
        public @Nullable Object call(
                long id, String method, Map<String, @Nullable Object> params, OutputStream bytes)
                throws CallFailed {
            return switch (method) {
                case "echo" -> params;
                case "id" -> id;
                case "bytes" -> {
                    try {
                        bytes.write(new byte[] {0, 1, 2});
                        yield 3;
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
                case "unanswered" -> throw new Unanswered("not now");
                case "break" -> throw new IllegalStateException("inside");
                case "overflow" -> throw new StackOverflowError();
                default -> throw new CallFailed("ValueError", "no");
            };
        }

        @Override
        public void log(String stream, String line) {
            lines.add(stream + " " + line);
        }
    }
}
