package dev.handwright.adapter.local;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.base.Unavailable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A launcher's answer that breaks off: because of what was asked, or because it was killed. */
final class LauncherClientTest {
    @TempDir private Path folder;
    private Path socket;
    private LauncherClient client;
    private ServerSocketChannel launcher;

    @BeforeEach
    void listen() throws IOException {
        socket = folder.resolve("launcher.sock");
        client = new LauncherClient(socket);
        launcher = listener();
    }

    @AfterEach
    void close() throws IOException {
        launcher.close();
    }

    @Test
    void anAnswerThatBreaksOffIsAFailureOfWhatWasAsked() throws Exception {
        var answered = answerHalf(() -> {});
        assertThatThrownBy(this::look).isInstanceOf(IOException.class);
        answered.get();
    }

    @Test
    void oneWhoseLauncherHasGoneMayBeAskedForAgain() throws Exception {
        var answered =
                answerHalf(() -> {
                    launcher.close();
                    Files.delete(socket);
                });
        assertThatThrownBy(this::look).isInstanceOf(Unavailable.class);
        answered.get();
    }

    @Test
    void alsoWhereAnotherLauncherIsThereAlready() throws Exception {
        var answered =
                answerHalf(() -> {
                    launcher.close();
                    Files.delete(socket);
                    launcher = listener();
                });
        assertThatThrownBy(this::look).isInstanceOf(Unavailable.class);
        answered.get();
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

    /** Takes one request. */
    private FutureTask<Void> answerHalf(Then then) {
        var task =
                new FutureTask<Void>(() -> {
                    try (var asked = launcher.accept()) {
                        asked.read(ByteBuffer.allocate(1000));
                        var head = "{\"ok\":true}\n".getBytes(StandardCharsets.UTF_8);
                        asked.write(ByteBuffer.wrap(head));
                        then.happens();
                    }
                    return null;
                });
        Thread.ofVirtual().start(task);
        return task;
    }
}
