package dev.handwright.adapter.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.fakes.Await;
import java.io.File;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a display server may do to the server that talks to it: end the connection, nothing else.
 */
@Timeout(20)
final class XConnectionTest {
    private static final int ROOT = 0x4e;
    private static final Duration LIMIT = Duration.ofMillis(300);

    private Path socket;
    private ServerSocketChannel server;

    @BeforeEach
    void listen(@TempDir Path folder) throws IOException {
        socket = folder.resolve("X0");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void theSetupIsRead() throws Exception {
        answer(setup());
        try (var connection = XConnection.open(socket, LIMIT)) {
            assertThat(connection.root()).isEqualTo(ROOT);
            assertThat(connection.newId()).isEqualTo(0x400001);
        }
    }

    @Test
    void aSetupThatIsNoneIsRefused() {
        answer(new byte[0]);
        assertThatThrownBy(() -> XConnection.open(socket, LIMIT)).isInstanceOf(IOException.class);
        answer(new byte[8]);
        assertThatThrownBy(() -> XConnection.open(socket, LIMIT)).isInstanceOf(IOException.class);
        var lying = setup();
        lying[24] = (byte) 255; // the vendor's name would end after the setup
        lying[25] = (byte) 255;
        answer(lying);
        assertThatThrownBy(() -> XConnection.open(socket, LIMIT)).isInstanceOf(IOException.class);
    }

    @Test
    void aReplyThatIsTooLongEndsTheConnection() throws Exception {
        for (int words : new int[] {Integer.MAX_VALUE, -1, 1 << 21}) {
            answer(setup(), message(1, words));
            try (var connection = XConnection.open(socket, LIMIT)) {
                assertThatThrownBy(connection::sync).isInstanceOf(IOException.class);
                assertThat(connection.isClosed()).isTrue();
            }
        }
    }

    @Test
    void anErrorIsToldToWhoeverAsked() throws Exception {
        answer(setup(), message(0, 0));
        try (var connection = XConnection.open(socket, LIMIT)) {
            assertThatThrownBy(connection::sync).isInstanceOf(XConnection.XRefused.class);
            assertThat(connection.isClosed()).isFalse();
        }
    }

    @Test
    void whoeverWaitsHearsOfTheEnd() throws Exception {
        answer(setup(), message(35, 0));
        try (var connection = XConnection.open(socket, LIMIT)) {
            assertThatThrownBy(connection::sync).hasMessageContaining("does not answer");
            assertThat(connection.isClosed()).isTrue();
            assertThatThrownBy(connection::sync).isInstanceOf(IOException.class);
        }
    }

    @Test
    void oneThatTheServerEndedHoldsNoDescriptor() throws Exception {
        var before = descriptors();
        for (int i = 0; i < 50; i++) {
            answer(setup(), message(1, -1));
            var connection = XConnection.open(socket, LIMIT); // whose owner forgets it
            assertThatThrownBy(connection::sync).isInstanceOf(IOException.class);
        }
        Await.that(() -> descriptors() < before + 25);
    }

    private static int descriptors() {
        return Objects.requireNonNull(new File("/proc/self/fd").list()).length;
    }

    @Test
    void noiseDoesNoHarm() throws Exception {
        var random = new Random(5);
        for (int i = 0; i < 30; i++) {
            var noise = new byte[random.nextInt(2000)];
            random.nextBytes(noise);
            answer(setup(), noise);
            try (var connection = XConnection.open(socket, LIMIT)) {
                var windows = new XWindows(connection);
                assertThatThrownBy(windows::list).isInstanceOf(RuntimeException.class);
            }
        }
    }

    /** To the next connection: first a setup, then something after its first request. */
    private void answer(byte[] setup, byte... after) {
        Thread.startVirtualThread(() -> {
            try (var peer = server.accept()) {
                read(peer, 12);
                write(peer, setup);
                read(peer, 4);
                write(peer, after);
                read(peer, 1 << 20); // until the other side has enough
            } catch (IOException e) {
                // the other side was faster
            }
        });
    }

    private static void read(SocketChannel peer, int bytes) throws IOException {
        var buffer = ByteBuffer.allocate(bytes);
        while (buffer.hasRemaining() && peer.read(buffer) >= 0) {}
    }

    private static void write(SocketChannel peer, byte[] bytes) throws IOException {
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            peer.write(buffer);
        }
    }

    /**
     * About the first request.
     *
     * @param words that it says to have beyond 32 bytes
     */
    private static byte[] message(int type, int words) {
        return ByteBuffer.allocate(32)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(0, (byte) type)
                .putShort(2, (short) 1)
                .putInt(4, words)
                .array();
    }

    private static byte[] setup() {
        return ByteBuffer.allocate(8 + 72)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(0, (byte) 1)
                .putShort(6, (short) 18)
                .putInt(8 + 4, 0x400000)
                .putInt(8 + 32, ROOT)
                .array();
    }
}
