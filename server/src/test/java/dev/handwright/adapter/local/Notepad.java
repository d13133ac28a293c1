package dev.handwright.adapter.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.desktops.Drive.DriveRefused;
import dev.handwright.desktops.Windows.Window;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Predicate;

/** The GTK program fixtures/notepad.py on a desktop. */
final class Notepad {
    private static final int PIECE = 90_000;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final TriedDesktop desktop;

    private Notepad(TriedDesktop desktop) {
        this.desktop = desktop;
    }

    /** Returns when its window has the keyboard. */
    static Notepad start(TriedDesktop desktop) throws Exception {
        return start(desktop, "");
    }

    /**
     * @param report where it posts what it holds
     */
    static Notepad start(TriedDesktop desktop, String report) throws Exception {
        put(desktop, "/home/user/notepad.py", resource("notepad.py"));
        run(desktop, "/usr/bin/python3 /home/user/notepad.py /home/user/pad " + report);
        var _ = awaitWindow(desktop, it -> it.title().startsWith("notepad") && it.focused());
        desktop.still(Duration.ofMillis(200));
        return new Notepad(desktop);
    }

    /** A program in the background; its words are in the file out, beside it. */
    static void run(TriedDesktop desktop, String command) throws IOException {
        var result =
                desktop.inside(
                        "/bin/sh",
                        "-c",
                        "cd; HOME=/home/user DISPLAY=:0 LANG=C.UTF-8 setsid "
                                + command
                                + " </dev/null >/home/user/out 2>&1 &");
        assertThat(result.exit()).as(result.output()).isZero();
    }

    /** Makes a file; its content goes there in pieces that fit into a command. */
    static void put(TriedDesktop desktop, String path, byte[] content) throws IOException {
        for (int from = 0; from < content.length; from += PIECE) {
            int to = Math.min(content.length, from + PIECE);
            var text = Base64.getEncoder().encodeToString(Arrays.copyOfRange(content, from, to));
            var result =
                    desktop.inside(
                            "/bin/sh",
                            "-c",
                            "printf %s \"$0\" | base64 -d " + (from == 0 ? ">" : ">>") + " \"$1\"",
                            text,
                            path);
            assertThat(result.exit()).as(result.output()).isZero();
        }
    }

    static Window awaitWindow(TriedDesktop desktop, Predicate<Window> wanted) throws Exception {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            var windows = desktop.screen.windows().list();
            var found = windows.stream().filter(wanted).findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            assertThat(System.nanoTime()).as("there are only " + windows).isLessThan(deadline);
            pause(desktop);
        }
    }

    /** Waits until it holds exactly this. */
    void awaitText(String wanted) throws Exception {
        awaitFile("typed", it -> new String(it, StandardCharsets.UTF_8).equals(wanted));
    }

    /** Waits for a file of its folder. */
    byte[] awaitFile(String name, Predicate<byte[]> wanted) throws Exception {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            var content = new ByteArrayOutputStream();
            try {
                desktop.drive.read("~/pad", name, 64 << 20, content);
                if (wanted.test(content.toByteArray())) {
                    return content.toByteArray();
                }
            } catch (DriveRefused e) {
                assertThat(e).as("it is not there yet").hasMessageContaining(name);
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError(
                        "%s holds only %d bytes: %s; the program said: %s; its windows: %s"
                                .formatted(
                                        name,
                                        content.size(),
                                        content,
                                        desktop.inside("/bin/cat", "/home/user/out").output(),
                                        desktop.screen.windows().list()));
            }
            pause(desktop);
        }
    }

    private static void pause(TriedDesktop desktop) throws Exception {
        var _ = desktop.screen.awaitStill(Duration.ofMillis(30), Duration.ofMillis(30));
    }

    static byte[] resource(String name) throws IOException {
        try (var content = Notepad.class.getResourceAsStream("/fixtures/" + name)) {
            return java.util.Objects.requireNonNull(content, name).readAllBytes();
        }
    }
}
