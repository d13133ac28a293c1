package dev.handwright.adapter.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.desktops.Drive.DriveRefused;
import dev.handwright.desktops.Drive.Entry;
import dev.handwright.desktops.Drive.Why;
import dev.handwright.desktops.FileName;
import dev.handwright.desktops.SharedPath;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A desktop's shared folder, worked on from outside while its programs play tricks. */
@Tag("check")
@Timeout(120)
final class SharedFolderIT {
    private static final List<String> NAMES =
            List.of(
                    "plain.txt",
                    "100%.txt",
                    "a b+c&d=e.txt",
                    "-rf",
                    "--help",
                    ".hidden",
                    "...",
                    "~",
                    "*",
                    "$(reboot)`id`;x|y",
                    "quote\"'s",
                    "semi;colon,comma",
                    "%2e%2e",
                    "%00",
                    "a?b#c",
                    " leading and trailing ",
                    "Ελληνικά.txt",
                    "Русский файл.doc",
                    "עברית.pdf",
                    "العربية.pdf",
                    "ไทย.txt",
                    "हिन्दी.txt",
                    "日本語の名前.txt",
                    "한국어.txt",
                    "中文 文件.txt",
                    "caf\u00e9",
                    "cafe\u0301",
                    "👩‍👩‍👧‍👦🏳️‍🌈.png",
                    "\u202etxt.exe",
                    "\ufffd",
                    "x".repeat(255),
                    "ł".repeat(127));

    private static LaunchedRooms rooms;
    private static TriedDesktop desktop;

    @BeforeAll
    static void start() throws Exception {
        rooms = new LaunchedRooms();
        desktop = new TriedDesktop(rooms);
    }

    @AfterAll
    static void stop() throws Exception {
        desktop.close();
        rooms.close();
    }

    @BeforeEach
    void empty() throws Exception {
        inside(
                "rm -rf ~/Shared ~/secret && mkdir -p ~/Shared/Downloads && rmdir ~/Shared/Downloads");
    }

    @Test
    void filesThatGoWhileTheyAreListedAreLeftOut() throws Exception {
        var running =
                desktop.inside(
                        "/bin/sh",
                        "-c",
                        "cd /home/user && mkdir busy && touch busy/stays || exit 1;"
                                + " setsid /usr/bin/python3 -c \"$0\" >/dev/null 2>&1 &",
                        """
                        import os, time
                        end = time.monotonic() + 20
                        while time.monotonic() < end and os.path.exists("busy/stays"):
                            names = [f"busy/{n}.crdownload" for n in range(300)]
                            for name in names:
                                open(name, "w").close()
                            for name in names:
                                os.unlink(name)
                        """);
        assertThat(running.exit()).isZero();
        for (int i = 0; i < 40; i++) {
            assertThat(desktop.drive.files("~/busy", "*"))
                    .extracting(Entry::name)
                    .contains("stays");
        }
        assertThat(desktop.inside("/bin/rm", "/home/user/busy/stays").exit()).isZero();
    }

    @Test
    void everyNameComesBackAsItWasGiven() throws Exception {
        for (var name : NAMES) {
            write("", name, name);
        }

        assertThat(names("")).containsExactlyInAnyOrderElementsOf(NAMES);
        for (var name : NAMES) {
            assertThat(read("", name)).isEqualTo(name);
        }
        for (var name : List.of("-rf", "*", "100%.txt")) {
            desktop.drive.remove(SharedPath.ROOT, FileName.of(name));
            assertThat(names("")).doesNotContain(name);
        }
    }

    @Test
    void theDesktopSeesAFileAtOnceAsItsOwn() throws Exception {
        write("in/von außen", "a b.txt", "hello");

        assertThat(inside("stat -c '%U %a %s' ~/Shared/in/von*/*; cat ~/Shared/in/von*/*"))
                .isEqualTo("user 644 5\nhello");
        assertThat(inside("stat -c '%U %a' ~/Shared/in")).isEqualTo("user 755\n");
        inside("cd ~/Shared/in/von* && echo more >> 'a b.txt' && mv ../von* ../../moved");
        assertThat(read("moved", "a b.txt")).isEqualTo("hellomore\n");
    }

    @Test
    void whatTheDesktopWritesIsListed() throws Exception {
        inside(
                "cd ~/Shared && mkdir -p Downloads/sub && echo 1234 > Downloads/a && touch -d @1.5 b");

        assertThat(list("")).extracting(Entry::name).containsExactly("Downloads", "b");
        assertThat(list("").getFirst().isFolder()).isTrue();
        assertThat(list("").getLast()).isEqualTo(new Entry("b", 0, 1.5, false));
        assertThat(list("Downloads").getFirst().size()).isEqualTo(5);
        assertThat(desktop.drive.files("~/Downloads", "*")).extracting(Entry::name).contains("a");
    }

    @Test
    void aFileIsReplacedAndWhoReadsTheOldOneStillDoes() throws Exception {
        write("", "a", "old");
        var result = inside("exec 5<~/Shared/a; echo ready");
        assertThat(result).isEqualTo("ready\n");
        inside("ln ~/Shared/a ~/secret");
        write("", "a", "new");

        assertThat(read("", "a")).isEqualTo("new");
        assertThat(inside("cat ~/secret")).isEqualTo("old");
    }

    @Test
    void linksPipesAndSocketsLeadNowhere() throws Exception {
        inside(
                "echo secret > ~/secret; cd ~/Shared; ln -s ~/secret link; ln -s ~ folder;"
                        + " ln -s /etc etc; ln -s /run/library/drive.py out; mkfifo pipe; mkdir real;"
                        + " ln -s real inner; /usr/bin/python3 -c 'import socket;"
                        + " socket.socket(socket.AF_UNIX).bind(\"socket\")'");

        assertThat(names("")).containsExactly("real");
        for (var name : List.of("link", "out", "pipe", "socket", "missing")) {
            refused(Why.MISSING, () -> read("", name));
        }
        for (var folder : List.of("folder", "etc", "inner", "pipe", "missing", "real/missing")) {
            refused(Why.MISSING, () -> list(folder));
            refused(Why.MISSING, () -> read(folder, "passwd"));
            refused(Why.MISSING, () -> desktop.drive.remove(path(folder), FileName.of("passwd")));
        }
        for (var folder : List.of("folder", "etc", "inner", "link", "pipe")) {
            refused(Why.CONFLICT, () -> write(folder, "x", "x"));
        }
        refused(Why.CONFLICT, () -> write("", "real", "x"));
        refused(Why.CONFLICT, () -> read("", "real"));

        write("", "link", "mine");
        desktop.drive.remove(SharedPath.ROOT, FileName.of("folder"));
        assertThat(inside("cat ~/secret; ls ~ | wc -l")).startsWith("secret\n").doesNotMatch("0$");
        assertThat(inside("stat -c %F ~/Shared/link")).isEqualTo("regular file\n");
    }

    @Test
    void aSharedFolderThatIsALinkIsNotFollowed() throws Exception {
        inside(
                "mkdir -p ~/elsewhere && echo x > ~/elsewhere/x && rm -rf ~/Shared"
                        + " && ln -s ~/elsewhere ~/Shared");

        assertThat(list("")).isEmpty();
        refused(Why.MISSING, () -> read("", "x"));
        refused(Why.CONFLICT, () -> write("", "y", "y"));
        assertThat(inside("ls ~/elsewhere")).isEqualTo("x\n");
        inside("rm ~/Shared");
        write("a", "y", "y");
        assertThat(read("a", "y")).isEqualTo("y");
    }

    @Test
    void namesThatCannotBeAskedForAreNotShown() throws Exception {
        inside(
                "cd ~/Shared && touch 'back\\slash' \"$(printf 'new\\nline')\""
                        + " \"$(printf 'bad\\377')\" good");

        assertThat(names("")).containsExactly("good");
    }

    @Test
    void anInterruptedUploadLeavesNothing() throws Exception {
        write("", "kept", "old");
        var breaking = new SequenceInputStream(zeros(3_000_000), new Broken());

        assertThatThrownBy(() ->
                        desktop.drive.write(path("new/folder"), FileName.of("a"), breaking, -1))
                .hasMessage("the client has gone");
        assertThat(inside("ls -A ~/Shared; cat ~/Shared/kept")).isEqualTo("kept\nold");
    }

    @Test
    void foldersAreRemovedOnlyEmpty() throws Exception {
        write("a", "b", "x");

        refused(Why.CONFLICT, () -> desktop.drive.remove(SharedPath.ROOT, FileName.of("a")));
        desktop.drive.remove(path("a"), FileName.of("b"));
        desktop.drive.remove(SharedPath.ROOT, FileName.of("a"));
        refused(Why.MISSING, () -> desktop.drive.remove(SharedPath.ROOT, FileName.of("a")));
    }

    @Test
    void aFullDesktopSaysSoAndKeepsNothing() throws Exception {
        long tooMuch = rooms.settings.desktop().home().bytes() + 1;
        refused(
                Why.FULL,
                () ->
                        desktop.drive.write(
                                SharedPath.ROOT,
                                FileName.of("a"),
                                InputStream.nullInputStream(),
                                tooMuch));
        inside("head -c 700M /dev/zero > ~/filler");
        try {
            refused(
                    Why.FULL,
                    () ->
                            desktop.drive.write(
                                    SharedPath.ROOT, FileName.of("a"), zeros(400 << 20), -1));
            assertThat(list("")).isEmpty();
            assertThat(inside("df --output=avail -m ~ | tail -1").strip()).startsWith("32");
        } finally {
            inside("rm ~/filler");
        }
    }

    /** Ends as the body of a client that goes away; looks at the folder before. */
    private static final class Broken extends InputStream {
        @Override
        public int read() throws IOException {
            assertThat(names("")).containsExactly("kept");
            throw new IOException("the client has gone");
        }

        @Override
        public int read(byte[] into, int at, int length) throws IOException {
            return read();
        }
    }

    private static InputStream zeros(long count) {
        return new InputStream() {
            private long left = count;

            @Override
            public int read() {
                return left-- > 0 ? 0 : -1;
            }

            @Override
            public int read(byte[] into, int at, int length) {
                if (left <= 0) {
                    return -1;
                }
                int taken = (int) Math.min(length, left);
                left -= taken;
                return taken;
            }
        };
    }

    private static void refused(Why why, ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        DriveRefused.class,
                        it -> assertThat(it.why()).as(it.getMessage()).isEqualTo(why));
    }

    private static String inside(String script) throws IOException {
        var result = desktop.inside("env", "HOME=/home/user", "LANG=C.UTF-8", "sh", "-c", script);
        assertThat(result.exit()).as(result.output()).isZero();
        return result.output();
    }

    private static SharedPath path(String folder) throws DriveRefused {
        return folder.isEmpty() ? SharedPath.ROOT : SharedPath.of(folder);
    }

    private static List<Entry> list(String folder) throws Exception {
        return desktop.drive.list(path(folder));
    }

    private static List<String> names(String folder) {
        try {
            return list(folder).stream().map(Entry::name).toList();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void write(String folder, String name, String content) throws Exception {
        var bytes = content.getBytes(StandardCharsets.UTF_8);
        desktop.drive.write(
                path(folder), FileName.of(name), new ByteArrayInputStream(bytes), bytes.length);
    }

    private static String read(String folder, String name) throws Exception {
        var copy = new ByteArrayOutputStream();
        try (var file = desktop.drive.open(path(folder), FileName.of(name))) {
            file.copyTo(copy);
        }
        return copy.toString(StandardCharsets.UTF_8);
    }
}
