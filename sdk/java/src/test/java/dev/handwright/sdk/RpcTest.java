package dev.handwright.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.sdk.inside.JsonText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The golden calls of api/run-protocol.md, seen from Java. */
final class RpcTest {
    @Test
    void everyGoldenCallIsSentAndAnswered(@TempDir Path folder) throws IOException {
        var golden = golden();
        var socket = folder.resolve("s");
        try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(socket));
            Thread.ofVirtual().start(() -> answer(listener, golden));
            var rpc = new Rpc(socket.toString());
            for (var it : golden) {
                assertThat(outcome(rpc, it))
                        .as(String.valueOf(it.get("call")))
                        .isEqualTo(expected(it));
            }
        }
    }

    @Test
    @Timeout(20)
    void aCallIsAskedAgainOfTheNextWorker(@TempDir Path folder) throws Exception {
        var socket = folder.resolve("s");
        var rpc = new Rpc(socket.toString());
        var asked = new ArrayList<@Nullable String>();
        var code = CompletableFuture.supplyAsync(() -> rpc.ask("drive.read", Map.of()));
        for (var answer : List.of("", "{\"id\":1,\"bytes\":\"AAEC\"}\n", "{\"id\":1,\"resul")) {
            serveOnce(socket, answer, asked);
        }
        serveOnce(socket, "{\"id\":1,\"bytes\":\"AA==\"}\n{\"id\":1,\"result\":7}\n", asked);
        assertThat(code.get().value()).isEqualTo(7L);
        assertThat(code.get().bytes()).containsExactly(0);
        assertThat(asked)
                .hasSize(4)
                .containsOnly("{\"id\":1,\"method\":\"drive.read\",\"params\":{}}");
    }

    @Test
    @Timeout(20)
    void whatIsLeftOfABrokenAnswerIsNotThatOfTheNextCall(@TempDir Path folder) throws Exception {
        var socket = folder.resolve("s");
        var rpc = new Rpc(socket.toString());
        var asked = new ArrayList<@Nullable String>();
        var first = CompletableFuture.supplyAsync(() -> rpc.ask("drive.read", Map.of()));
        serveOnce(socket, "{\"id\":1,\"bytes\":\"?\"}\n{\"id\":1,\"result\":7}\n", asked);
        assertThatThrownBy(first::get).hasCauseInstanceOf(IllegalArgumentException.class);
        var second = CompletableFuture.supplyAsync(() -> rpc.ask("agent.verify", Map.of()));
        serveOnce(socket, "{\"id\":2,\"result\":false}\n", asked);
        assertThat(second.get().value()).isEqualTo(false);
    }

    @Test
    void outsideOfASandboxNobodyIsAwaited() {
        assertThatThrownBy(() -> new Rpc("/nowhere/s").ask("computer.press", Map.of()))
                .isInstanceOf(RpcException.class);
    }

    @Test
    @Timeout(20)
    void anInterruptedThreadAwaitsNobody(@TempDir Path folder) throws Exception {
        var rpc = new Rpc(folder.resolve("s").toString());
        var thrown = new CompletableFuture<RuntimeException>();
        var thread =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                rpc.ask("computer.press", Map.of());
                            } catch (RuntimeException e) {
                                thrown.complete(e);
                            }
                        });
        thread.interrupt();
        assertThat(thrown.get()).isInstanceOf(RpcException.class);
    }

    /** A worker that reads one request, says something and goes; its socket's file stays. */
    private static void serveOnce(Path path, String answer, List<@Nullable String> asked)
            throws IOException {
        Files.deleteIfExists(path);
        try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(path));
            try (var socket = listener.accept();
                    var reader =
                            new BufferedReader(
                                    new InputStreamReader(
                                            Channels.newInputStream(socket),
                                            StandardCharsets.UTF_8))) {
                assertThat(reader.readLine()).isEqualTo("{\"hello\":\"code\"}");
                asked.add(reader.readLine());
                send(socket, answer);
            }
        }
    }

    private static String outcome(Rpc rpc, Map<?, ?> it) {
        var params = new LinkedHashMap<String, @Nullable Object>();
        ((Map<?, ?>) need(it.get("params")))
                .forEach((name, value) -> params.put((String) name, value));
        try {
            var answer = rpc.ask(String.valueOf(it.get("method")), params);
            var bytes = new String(answer.bytes(), StandardCharsets.UTF_8);
            return bytes.isEmpty() ? JsonText.write(answer.value()) : bytes;
        } catch (RuntimeException e) {
            return e.getClass().getSimpleName() + ": " + e.getMessage();
        }
    }

    private static String expected(Map<?, ?> it) {
        if (it.get("raises") instanceof String raises) {
            return raises.replace("ValueError", "IllegalArgumentException")
                    .replace("RPCError", "RpcException")
                    .replace("WorkflowError", "WorkflowException")
                    .replace("ActionUncertain", "ActionUncertainException");
        }
        if (it.get("method") instanceof String method && method.equals("drive.read")) {
            return String.valueOf(it.get("gives"));
        }
        var last = (Map<?, ?>) need(((List<?>) need(it.get("answer"))).getLast());
        return JsonText.write(last.get("result"));
    }

    private static void answer(ServerSocketChannel listener, List<Map<?, ?>> golden) {
        try (var socket = listener.accept();
                var reader =
                        new BufferedReader(
                                new InputStreamReader(
                                        Channels.newInputStream(socket), StandardCharsets.UTF_8))) {
            assertThat(reader.readLine()).isEqualTo("{\"hello\":\"code\"}");
            for (var it : golden) {
                var request = (Map<?, ?>) need(JsonText.read(need(reader.readLine())));
                boolean same =
                        it.get("params") instanceof Map<?, ?> wanted
                                && wanted.equals(request.get("params"));
                for (var frame : (List<?>) need(it.get("answer"))) {
                    var full = new LinkedHashMap<Object, @Nullable Object>();
                    full.put("id", request.get("id"));
                    full.putAll(same ? (Map<?, ?>) need(frame) : Map.of("result", "other params"));
                    send(socket, JsonText.write(full) + "\n");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void send(SocketChannel socket, String line) throws IOException {
        var bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            socket.write(bytes);
        }
    }

    private static List<Map<?, ?>> golden() throws IOException {
        var text = Files.readString(Path.of("../../api/golden/run-protocol/calls.json"));
        var calls = (List<?>) need(JsonText.read(text));
        assertThat(calls).isNotEmpty();
        return calls.stream().<Map<?, ?>>map(it -> (Map<?, ?>) need(it)).toList();
    }

    private static <T> T need(@Nullable T value) {
        return java.util.Objects.requireNonNull(value);
    }
}
