package dev.handwright.adapter.local;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.base.Unavailable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A launcher's answer that breaks off: because of what was asked, or because it was killed. */
@Timeout(20)
final class LauncherClientTest {
    @TempDir private Path folder;
    private Path socket;
    private LauncherClient client;
    private ServerSocketChannel launcher;
    private final Queue<FutureTask<Void>> answers = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void listen() throws IOException {
        socket = folder.resolve("launcher.sock");
        client = new LauncherClient(socket);
        launcher = listener();
    }

    @AfterEach
    void close() throws Exception {
        for (var answer : answers) {
            answer.get();
        }
        launcher.close();
    }

    @Test
    void anAnswerThatBreaksOffIsAFailureOfWhatWasAsked() throws Exception {
        answerHalf(() -> answerHalf(() -> {}));
        assertThatThrownBy(this::look).isInstanceOf(IOException.class);
    }

    @Test
    void oneThatIsBeingKilledTakesConnectionsAndSaysNothing() throws Exception {
        answerHalf(() -> accept(_ -> {}));
        assertThatThrownBy(this::look).isInstanceOf(Unavailable.class);
    }

    @Test
    void oneWhoseLauncherHasGoneMayBeAskedForAgain() throws Exception {
        answerHalf(() -> {
            launcher.close();
            Files.delete(socket);
        });
        assertThatThrownBy(this::look).isInstanceOf(Unavailable.class);
    }

    @Test
    void alsoWhereAnotherLauncherIsThereAlready() throws Exception {
        answerHalf(() -> {
            launcher.close();
            Files.delete(socket);
            launcher = listener();
            answerHalf(() -> {});
        });
        assertThatThrownBy(this::look).isInstanceOf(Unavailable.class);
    }

    private String look() throws IOException {
        return client.look(() -> {
            try (var answer = client.stream("drive.list", Map.of())) {
                return LauncherClient.readLine(answer.body(), 100);
            }
        });
    }

    private ServerSocketChannel listener() throws IOException {
        var channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        channel.bind(UnixDomainSocketAddress.of(socket));
        return channel;
    }

    private interface Then {
        void happens() throws IOException;
    }

    private interface Asked {
        void by(SocketChannel client) throws IOException;
    }

    /** Takes one request, and says that it goes well. */
    private void answerHalf(Then then) {
        accept(client -> {
            client.read(ByteBuffer.allocate(1000));
            client.write(ByteBuffer.wrap("{\"ok\":true}\n".getBytes(StandardCharsets.UTF_8)));
            then.happens();
        });
    }

    private void accept(Asked asked) {
        var task =
                new FutureTask<Void>(() -> {
                    try (var client = launcher.accept()) {
                        asked.by(client);
                    }
                    return null;
                });
        answers.add(task);
        Thread.ofVirtual().start(task);
    }
}
