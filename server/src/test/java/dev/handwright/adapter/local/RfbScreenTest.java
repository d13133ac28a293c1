package dev.handwright.adapter.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.desktops.DisplaySize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RfbScreenTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private FakeRfbServer server;
    private RfbScreen screen;

    @BeforeEach
    void connect(@TempDir Path folder) throws IOException {
        server = new FakeRfbServer(folder, 320, 200);
        screen = RfbScreen.open(server.socket);
    }

    @AfterEach
    void disconnect() throws IOException {
        screen.close();
        server.close();
    }

    @Test
    void theFrameIsThePicture() throws IOException {
        server.paint(319, 199, 1, 1, 1, 2, 3);
        var frame = screen.frame();
        assertThat(screen.size()).isEqualTo(new DisplaySize(320, 200));
        assertThat(frame.bgrx()).hasSize(320 * 200 * 4).endsWith(1, 2, 3, 0).startsWith(0, 0, 0, 0);
    }

    @Test
    void theFrameNumberCountsChanges() throws IOException {
        var first = screen.frame();
        assertThat(screen.frame().number()).isEqualTo(first.number());
        server.paint(0, 0, 1, 1, 9, 9, 9);
        assertThat(screen.frame().number()).isEqualTo(first.number() + 1);
        assertThat(first.bgrx()).as("an earlier frame stays as it was").startsWith(0, 0, 0);
    }

    @Test
    void inputArrivesInOrderBeforeTheBarrier() {
        screen.pointer(0, 0, 0);
        screen.pointer(319, 199, 1);
        screen.key(0xff0d, true);
        screen.key(0xff0d, false);
        screen.barrier();
        assertThat(server.events)
                .containsExactly(
                        "pointer 0,0 0", "pointer 319,199 1", "press ff0d", "release ff0d");
    }

    @Test
    void aStillPictureIsStill() throws InterruptedException {
        assertThat(screen.awaitStill(Duration.ofMillis(20), LONG)).isTrue();
    }

    @Test
    void aBlinkingCaretIsNoChange() throws Exception {
        assertThat(screen.awaitStill(Duration.ofMillis(1), LONG)).isTrue();
        var painter = Thread.ofVirtual().start(() -> paintForever(2, 20));
        assertThat(screen.awaitStill(Duration.ofMillis(100), LONG)).isTrue();
        painter.interrupt();
        painter.join();
    }

    @Test
    void aMovingPictureIsNotStill() throws Exception {
        assertThat(screen.awaitStill(Duration.ofMillis(1), LONG)).isTrue();
        var painter = Thread.ofVirtual().start(() -> paintForever(40, 40));
        boolean still = screen.awaitStill(Duration.ofSeconds(20), Duration.ofMillis(200));
        painter.interrupt();
        painter.join();
        assertThat(still).isFalse();
    }

    @Test
    void aDeadServerIsSaidSo() throws IOException {
        server.close();
        assertThatThrownBy(() -> screen.frame())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("does not answer");
    }

    private void paintForever(int width, int height) {
        try {
            for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
                server.paint(10, 10, width, height, i, i, i);
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            server.events.add("painting broke: " + e);
        }
    }
}
