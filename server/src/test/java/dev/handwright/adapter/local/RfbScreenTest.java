package dev.handwright.adapter.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.desktops.DisplaySize;
import dev.handwright.desktops.Pixels;
import dev.handwright.fakes.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
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
    void oneGreetingThatDoesNotComeInTimeIsNotTheEnd() throws IOException {
        var limit = Duration.ofMillis(300);
        server.ungreeted.set(1);
        assertThat(RfbConnection.open(server.socket, true, limit).size())
                .isEqualTo(new DisplaySize(320, 200));
        server.ungreeted.set(2);
        assertThatThrownBy(() -> RfbConnection.open(server.socket, true, limit))
                .isInstanceOf(ClosedChannelException.class);
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
    void anUpdateWithoutPixelsIsNotThePicture() throws IOException {
        server.paint(0, 0, 1, 1, 9, 9, 9);
        server.pseudo.add(FakeRfbServer.rectangle(70, 80, 0, 0, 0x574d5666));
        server.withoutPixels = true;
        assertThat(screen.frame().bgrx()).startsWith(9, 9, 9);
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
    void whatIsHeldBackArrivesWithTheBarrier() {
        try (var _ = screen.together()) {
            screen.pointer(7, 8, 0);
            screen.pointer(7, 8, 1);
            screen.pointer(7, 8, 0);
            screen.barrier();
            assertThat(server.events)
                    .containsExactly("pointer 7,8 0", "pointer 7,8 1", "pointer 7,8 0");
        }
    }

    @Test
    void whatIsHeldBackArrivesAtTheEndWhateverHappened() {
        assertThatThrownBy(
                        () -> {
                            try (var _ = screen.together()) {
                                screen.key(0xffe3, true);
                                screen.key(0xffe3, false);
                                throw new IllegalStateException("shut");
                            }
                        })
                .hasMessage("shut");
        Await.that(Duration.ofSeconds(10), () -> server.events.size() == 2);
        assertThat(server.events).containsExactly("press ffe3", "release ffe3");
    }

    @Test
    void moreThanCanBeHeldBackIsSentBefore() {
        try (var _ = screen.together()) {
            for (int i = 0; i < 1000; i++) {
                screen.pointer(i % 300, 0, 0);
            }
            screen.barrier();
            assertThat(server.events).hasSize(1000).endsWith("pointer 99,0 0");
        }
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

    @Test
    void theStillnessTellsWhenTheLastChangeCame() throws Exception {
        screen.watch();
        var none = screen.settle(Duration.ofMillis(20), LONG);
        assertThat(none.still()).isTrue();
        assertThat(none.lastChange()).isZero();

        var painter =
                Thread.ofVirtual()
                        .start(() -> {
                            LockSupport.parkNanos(Duration.ofMillis(30).toNanos());
                            paint(50, 50);
                        });
        var one = screen.settle(Duration.ofMillis(300), LONG);
        painter.join();
        assertThat(one.still()).isTrue();
        assertThat(one.lastChange()).isBetween(Duration.ofMillis(29), LONG);
    }

    @Test
    void whatCanBePreparedIsDoneWhileItIsQuietAndOnceMoreAfterAChange() throws Exception {
        var times = new AtomicInteger();
        var one =
                screen.settle(
                        Duration.ofMillis(400),
                        LONG,
                        () -> {
                            if (times.incrementAndGet() == 1) {
                                paint(50, 50);
                            }
                        });
        assertThat(one.still()).isTrue();
        assertThat(one.lastChange()).isGreaterThan(Duration.ofMillis(190));
        assertThat(times).hasValue(2);
    }

    @Test
    void thePointerIsToldApartAndDrawnOnlyIntoTheFrame() throws IOException {
        var redThenHalfGreen = new int[] {0, 0, 0, 0, 255, 0, 0, 255, 0, 64, 0, 64};
        server.pseudo.add(FakeRfbServer.rectangle(1, 0, 2, 1, -314, redThenHalfGreen));
        server.paint(0, 0, 320, 200, 200, 200, 200);
        screen.pointer(11, 20, 0);

        var pixels = new Pixels();
        var cursor = screen.read(pixels);
        assertThat(cursor.left()).isEqualTo(10);
        assertThat(cursor.top()).isEqualTo(20);
        int at = (20 * 320 + 10) * 4;
        assertThat(Arrays.copyOfRange(pixels.bgrx(), at, at + 3)).containsOnly(200);
        assertThat(Arrays.copyOfRange(screen.frame().bgrx(), at, at + 7))
                .containsExactly(0, 0, 255, 0, 150, 214, 150);
    }

    @Test
    void aPointerThatAProgramMovedIsTakenOverWhereItIs() {
        screen.pointer(5, 5, 1);
        server.pseudo.add(FakeRfbServer.rectangle(70, 80, 0, 0, 0x574d5666));
        var cursor = screen.read(new Pixels());
        assertThat(cursor.x()).isEqualTo(70);
        assertThat(server.events).containsExactly("pointer 5,5 1", "pointer 70,80 1");
    }

    @Test
    void theDisplayMayChangeItsSize() throws Exception {
        screen.watch();
        var pixels = new Pixels();
        screen.read(pixels);
        server.resize(640, 480);
        screen.barrier();
        assertThat(screen.size()).isEqualTo(new DisplaySize(640, 480));
        server.paint(639, 479, 1, 1, 1, 2, 3);
        screen.read(pixels);
        assertThat(pixels.width()).isEqualTo(640);
        assertThat(pixels.bgrx()).hasSize(640 * 480 * 4).endsWith(1, 2, 3, 0);
        assertThat(screen.frame().width()).isEqualTo(640);
        assertThat(screen.settle(Duration.ofMillis(20), LONG).still()).isTrue();

        server.resize(320, 200);
        screen.read(pixels);
        assertThat(pixels.height()).isEqualTo(200);
    }

    @Test
    void whatNoDisplayServerSendsEndsTheScreenAndNothingElse() {
        var hostile =
                List.of(
                        FakeRfbServer.rectangle(0, 0, 16384, 16384, -223), // too large a display
                        FakeRfbServer.rectangle(0, 0, 0, 0, -223),
                        FakeRfbServer.rectangle(0, 0, 65535, 65535, -314), // too large a pointer
                        FakeRfbServer.rectangle(0, 0, 1, 1, -314, 0, 0, 0, 7), // not raw
                        FakeRfbServer.rectangle(319, 0, 2, 1, 0), // outside
                        FakeRfbServer.rectangle(0, 65535, 1, 65535, 0),
                        FakeRfbServer.rectangle(0, 0, 1, 1, 16)); // not asked for
        for (var rectangle : hostile) {
            try (var screen = RfbScreen.open(server.socket)) {
                server.pseudo.add(rectangle);
                assertThatThrownBy(() -> screen.read(new Pixels()))
                        .isInstanceOf(UncheckedIOException.class)
                        .hasMessageContaining("does not answer");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void aWatcherThatNobodyUsesIsEndedAndStartedAgain() throws Exception {
        var soon = Duration.ofMillis(30);
        var limits = new RfbScreen.Limits(LONG, soon, Duration.ofMillis(5));
        try (var screen = RfbScreen.open(server.socket, limits)) {
            int before = server.connections();
            screen.watch();
            Await.that(() -> server.connections() == before);
            assertThat(screen.settle(Duration.ofMillis(100), LONG).still()).isTrue();
        }
    }

    @Test
    void aDisplayServerThatNeverAnswersIsLeft() throws IOException {
        var limits = new RfbScreen.Limits(Duration.ofMillis(50), LONG, Duration.ofMillis(5));
        try (var screen = RfbScreen.open(server.socket, limits)) {
            server.mute = true;
            assertThatThrownBy(() -> screen.read(new Pixels()))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("does not answer");
        }
    }

    private void paint(int width, int height) {
        try {
            server.paint(10, 10, width, height, 9, 9, 9);
        } catch (IOException e) {
            server.events.add("painting broke: " + e);
        }
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
