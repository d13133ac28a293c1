package dev.handwright.adapter.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.desktops.Clipboard;
import dev.handwright.desktops.Clipboard.ClipboardRefused;
import dev.handwright.desktops.Clipboard.Content;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The clipboard and the windows of a real desktop, with a GTK program on the other side. */
@Tag("check")
@Timeout(120)
final class ClipboardIT {
    @Test
    void whatIsWrittenIsPastedAndWhatIsCopiedIsRead() throws Exception {
        try (var rooms = new LaunchedRooms();
                var desktop = new TriedDesktop(rooms)) {
            var clipboard = desktop.screen.clipboard();
            assertThat(clipboard.read()).isEmpty();
            var pad = Notepad.start(desktop);

            var text = "Ünïcödé 漢字 👩‍👩‍👧 \n\tend";
            clipboard.write(new Content.Text(text));
            assertThat(clipboard.read()).contains(new Content.Text(text));
            desktop.press("ctrl", "v");
            pad.awaitText(text);

            desktop.press("ctrl", "a");
            desktop.type("copied ж");
            pad.awaitText("copied ж");
            assertThat(clipboard.read()).as("typing").contains(new Content.Text(text));
            desktop.press("ctrl", "a");
            desktop.press("ctrl", "c");
            awaitText(clipboard, "copied ж");

            var large = "0123456789abcdé\n".repeat(9_000); // in parts
            clipboard.write(new Content.Text(large));
            desktop.press("ctrl", "a");
            desktop.press("ctrl", "v");
            pad.awaitText(large);
            assertThat(clipboard.read()).contains(new Content.Text(large));
            desktop.press("ctrl", "a");
            desktop.press("ctrl", "c");
            desktop.press("F7");
            pad.awaitText("");
            awaitText(clipboard, large);
        }
    }

    @Test
    void picturesGoBothWays() throws Exception {
        try (var rooms = new LaunchedRooms();
                var desktop = new TriedDesktop(rooms)) {
            var clipboard = desktop.screen.clipboard();
            var pad = Notepad.start(desktop);
            var noise = new BufferedImage(400, 300, BufferedImage.TYPE_INT_RGB);
            var random = new Random(7);
            for (int i = 0; i < 400 * 300; i++) {
                noise.setRGB(i % 400, i / 400, random.nextInt(1 << 24));
            }
            var png = new ByteArrayOutputStream();
            ImageIO.write(noise, "png", png);
            clipboard.write(new Content.Picture(png.toByteArray()));
            desktop.press("F9");
            assertSame(noise, pad.awaitFile("paste.png", it -> it.length > 0));

            Notepad.put(desktop, "/home/user/pad/copy.png", small());
            desktop.press("F8");
            var copied = awaitPicture(clipboard, it -> it.length < png.size() / 2);
            assertSame(ImageIO.read(new ByteArrayInputStream(small())), copied);
        }
    }

    @Test
    void tooMuchIsRefusedAndDoesNotSpoilWhatComesAfter() throws Exception {
        try (var rooms = new LaunchedRooms();
                var desktop = new TriedDesktop(rooms)) {
            var clipboard = desktop.screen.clipboard();
            var _ = Notepad.start(desktop);
            clipboard.write(new Content.Text("small"));
            var large = "x".repeat(Clipboard.TEXT_LIMIT + 1);
            Notepad.put(desktop, "/home/user/pad/copy.txt", large.getBytes(UTF_8));
            desktop.press("F6");
            awaitRefusal(clipboard);
            assertThatThrownBy(clipboard::read)
                    .isInstanceOf(ClipboardRefused.class)
                    .hasMessageContaining("1048576 bytes");
            clipboard.write(new Content.Text("small"));
            assertThat(clipboard.read()).contains(new Content.Text("small"));
        }
    }

    @Test
    void aProgramThatDoesNotHandOverWhatItCopiedIsNotWaitedForLong() throws Exception {
        try (var rooms = new LaunchedRooms();
                var desktop = new TriedDesktop(rooms)) {
            var clipboard = desktop.screen.clipboard();
            var pad = Notepad.start(desktop);
            desktop.type("copied");
            pad.awaitText("copied");
            clipboard.write(new Content.Text("before"));
            desktop.press("ctrl", "a");
            desktop.press("ctrl", "c");
            awaitText(clipboard, "copied");
            var stopped = desktop.inside("/usr/bin/pkill", "-STOP", "-f", "notepad.py");
            assertThat(stopped.exit()).isZero();
            assertThatThrownBy(clipboard::read)
                    .isInstanceOf(ClipboardRefused.class)
                    .hasMessageContaining("within 5 s");
            clipboard.write(new Content.Text("after"));
            assertThat(clipboard.read()).contains(new Content.Text("after"));
        }
    }

    @Test
    void programsCannotPutAnotherSocketInTheirServersPlace() throws Exception {
        try (var rooms = new LaunchedRooms();
                var desktop = new TriedDesktop(rooms)) {
            for (var attempt :
                    new String[] {
                        "rm /tmp/.X11-unix/X0",
                        "touch /tmp/.X11-unix/X1",
                        "mv /tmp/.X11-unix /tmp/other",
                        "chmod 777 /tmp/.X11-unix"
                    }) {
                assertThat(desktop.inside("/bin/sh", "-c", attempt).exit()).as(attempt).isNotZero();
            }
            assertThat(desktop.screen.windows().list()).isEmpty();
        }
    }

    @Test
    void windowsAreListedFocusedAndClosed() throws Exception {
        try (var rooms = new LaunchedRooms();
                var desktop = new TriedDesktop(rooms)) {
            var windows = desktop.screen.windows();
            assertThat(windows.list()).isEmpty();
            var _ = Notepad.start(desktop);
            Notepad.run(desktop, "xterm -title \"$(printf 'a\\007b')\" -geometry 60x10+30+40");
            var term = Notepad.awaitWindow(desktop, it -> it.title().startsWith("a"));
            var pad = Notepad.awaitWindow(desktop, it -> it.title().equals("notepad ü漢"));

            assertThat(term.title()).isEqualTo("ab");
            assertThat(term.x()).isEqualTo(30);
            assertThat(term.y()).isEqualTo(40);
            assertThat(pad.width()).isBetween(700, 730);
            assertThat(windows.focus(pad.id())).isTrue();
            assertThat(windows.list()).last().returns(pad.id(), it -> it.id());
            assertThat(windows.list()).last().returns(true, it -> it.focused());
            assertThat(windows.focus(term.id())).isTrue();
            assertThat(windows.close(pad.id())).isTrue();
            assertThat(windows.list()).hasSize(1);
            assertThat(windows.focus(4711)).isFalse();
        }
    }

    private static byte[] small() throws Exception {
        var image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
        image.setRGB(1, 1, 0x123456);
        var png = new ByteArrayOutputStream();
        ImageIO.write(image, "png", png);
        return png.toByteArray();
    }

    private static void assertSame(BufferedImage expected, byte[] png) throws Exception {
        var image = ImageIO.read(new ByteArrayInputStream(png));
        assertThat(image.getWidth()).isEqualTo(expected.getWidth());
        for (int y = 0; y < expected.getHeight(); y++) {
            for (int x = 0; x < expected.getWidth(); x++) {
                if (image.getRGB(x, y) != expected.getRGB(x, y)) {
                    throw new AssertionError("another colour at " + x + "," + y);
                }
            }
        }
    }

    /** A program copies a moment after its keys were pressed. */
    private static void awaitText(Clipboard clipboard, String wanted) throws Exception {
        long deadline = deadline();
        while (!clipboard.read().equals(Optional.of(new Content.Text(wanted)))) {
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
    }

    private static byte[] awaitPicture(Clipboard clipboard, Predicate<byte[]> wanted)
            throws Exception {
        long deadline = deadline();
        while (true) {
            if (clipboard.read().orElseThrow() instanceof Content.Picture(var png)
                    && wanted.test(png)) {
                return png;
            }
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
    }

    private static void awaitRefusal(Clipboard clipboard) throws Exception {
        long deadline = deadline();
        try {
            while (System.nanoTime() < deadline) {
                var _ = clipboard.read();
            }
        } catch (ClipboardRefused e) {
            return;
        }
        throw new AssertionError("it was never refused");
    }

    private static long deadline() {
        return System.nanoTime() + Duration.ofSeconds(20).toNanos();
    }
}
