package dev.handwright.adapter.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.desktops.Drive.DriveRefused;
import dev.handwright.desktops.SharedPath;
import dev.handwright.tools.Action;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What programs on a real desktop receive: a page in Chromium says what it got. */
@Tag("check")
@Timeout(150)
final class DesktopIT {
    private static final String EDITOR =
            """
            <textarea id=t style="position:fixed;left:0;top:0;width:100%;height:90%"></textarea>
            <script>
            const t = document.getElementById('t');
            t.addEventListener('keydown', e => report(
                'key ' + (e.ctrlKey ? 'ctrl+' : '') + (e.altKey ? 'alt+' : '') + e.key));
            for (const name of ['mousedown', 'contextmenu', 'dblclick', 'auxclick'])
                t.addEventListener(name, e => {
                    e.preventDefault(); t.focus();
                    report(name + ' ' + e.button + ' ' + e.screenX + ',' + e.screenY);
                });
            t.addEventListener('wheel', e => report('wheel ' + Math.sign(e.deltaX) + ',' + Math.sign(e.deltaY)));
            t.focus();
            report('loaded');
            </script>
            """;

    /** Says what is written once the writing pauses; a tab key writes a tab. */
    static final String WRITER =
            """
            <textarea id=t style="position:fixed;left:0;top:0;width:100%;height:90%"></textarea>
            <script>
            const t = document.getElementById('t');
            let pause;
            t.addEventListener('input', () => {
                clearTimeout(pause);
                pause = setTimeout(() => report('text ' + t.value), 400);
            });
            t.addEventListener('keydown', e => {
                if (e.key === 'Tab') { e.preventDefault(); t.setRangeText('\\t', t.selectionStart, t.selectionEnd, 'end'); }
            });
            t.focus();
            // Chromium drops keys for a page that it has not shown yet.
            requestAnimationFrame(() => requestAnimationFrame(() => report('loaded')));
            </script>
            """;

    @Test
    void aPageReceivesClicksKeysAndText() throws Exception {
        try (var pages = new PageServer();
                var rooms = reaching(pages);
                var desktop = new TriedDesktop(rooms)) {
            pages.page("/", EDITOR);
            desktop.browse(pages.urlFromDesktop("/"));
            pages.await("loaded");
            desktop.still(Duration.ofMillis(300));

            desktop.click(300, 400);
            pages.await("mousedown 0 300,400");
            desktop.tools.perform(click(Action.Button.RIGHT, 1));
            pages.await("contextmenu 2 300,400");
            desktop.tools.perform(click(Action.Button.LEFT, 2));
            pages.await("dblclick 0 300,400");
            desktop.tools.perform(click(Action.Button.MIDDLE, 1));
            pages.await("auxclick 1 300,400");
            desktop.tools.perform(new Action.Scroll(Optional.empty(), Action.Direction.DOWN, 2));
            pages.await("wheel 0,1");
            desktop.still(Duration.ofMillis(300)); // Chromium joins turns that come close together
            desktop.tools.perform(new Action.Scroll(Optional.empty(), Action.Direction.LEFT, 1));
            pages.await("wheel -1,0");

            desktop.press("ctrl", "b");
            pages.await("key ctrl+b");
            desktop.press("F7");
            pages.await(it -> it.equals("key F7"));
        }
    }

    @Test
    void textArrivesCharacterByCharacterAsItWasGiven() throws Exception {
        try (var pages = new PageServer();
                var rooms = reaching(pages);
                var desktop = new TriedDesktop(rooms)) {
            pages.page("/", WRITER);
            desktop.browse(pages.urlFromDesktop("/"));
            pages.await("loaded");
            desktop.still(Duration.ofMillis(300));

            var ascii = new StringBuilder();
            for (char c = ' '; c < 127; c++) {
                ascii.append(c);
            }
            var latin = new StringBuilder();
            for (char c = 0xa1; c < 0x100; c++) {
                latin.append(c == 0xad ? "" : c);
            }
            var text = ascii + "\n\t" + latin + "€\r\nfin";
            desktop.type(text);

            pages.await("text " + text.replace("\r\n", "\n"));
        }
    }

    @Test
    void textOfAnyScriptArrivesAsTheFirstThingThatAPageGets() throws Exception {
        try (var pages = new PageServer();
                var rooms = reaching(pages);
                var desktop = new TriedDesktop(rooms)) {
            pages.page("/", WRITER);
            desktop.browse(pages.urlFromDesktop("/"));
            pages.await("loaded");
            desktop.still(Duration.ofMillis(300));

            var text =
                    "Ελληνικά ΑΒΓΔ Русский ЯЖЩ עברית العربية ไทย Žluťoučký kůň Œuvre Ÿ 한국어 日本語 中文输入测试 "
                            + "😀🎉👩 ≠≤∞ 永和九年岁在癸丑暮春之初会于会稽山阴之兰亭修禊事也群贤毕至少长咸集"
                            + " Ж→я “quoted” – fin";
            desktop.type(text);

            pages.await("text " + text);
        }
    }

    @Test
    void downloadsAreReadFromTheDrive() throws Exception {
        var record = "{\"patient\":\"Jane Doe\"}".getBytes(StandardCharsets.UTF_8);
        try (var pages = new PageServer();
                var rooms = reaching(pages);
                var desktop = new TriedDesktop(rooms)) {
            pages.page(
                    "/",
                    """
                    <a id=a href=/record.json download>record</a>
                    <script>document.getElementById('a').click(); report('clicked')</script>
                    """);
            pages.file("/record.json", "application/octet-stream", record);
            desktop.browse(pages.urlFromDesktop("/"));
            pages.await("clicked");

            awaitFile(desktop, "record.json");
            var copy = new ByteArrayOutputStream();
            desktop.drive.read("~/Downloads", "record.json", 1 << 20, copy);
            assertThat(copy.toByteArray()).isEqualTo(record);
            assertThat(desktop.drive.files("/home/user/Downloads", "*.json")).hasSize(1);
            assertThat(desktop.drive.list(SharedPath.of("Downloads")))
                    .extracting(it -> it.name())
                    .containsExactly("record.json");
        }
    }

    @Test
    void theDriveDoesNotLeadOutOfTheHome() throws Exception {
        try (var rooms = new LaunchedRooms();
                var desktop = new TriedDesktop(rooms)) {
            desktop.inside("ln", "-s", "/etc/passwd", "/home/user/link");
            desktop.inside("ln", "-s", "/etc", "/home/user/folder");
            desktop.inside("mkfifo", "/home/user/pipe");
            desktop.inside("touch", "/home/user/-rf *.txt");
            desktop.inside("truncate", "-s", "1M", "/home/user/large");

            assertThat(desktop.drive.files("~", "*"))
                    .extracting(it -> it.name())
                    .containsExactly("-rf *.txt", "large");
            for (var path :
                    List.of("/etc", "~/..", "~/folder", "Downloads", "~root", "~/missing")) {
                assertThatThrownBy(() -> desktop.drive.files(path, "*"))
                        .as(path)
                        .isInstanceOf(DriveRefused.class);
            }
            for (var name : List.of("link", "pipe", "../user/large", "missing", "")) {
                assertThatThrownBy(() -> read(desktop, name, 1 << 21))
                        .as(name)
                        .isInstanceOf(DriveRefused.class);
            }
            assertThatThrownBy(() -> read(desktop, "large", 1000))
                    .isInstanceOf(DriveRefused.class)
                    .hasMessageContaining("1048576 bytes");
        }
    }

    private static void read(TriedDesktop desktop, String name, long limit)
            throws IOException, DriveRefused {
        desktop.drive.read("~", name, limit, new ByteArrayOutputStream());
    }

    private static void awaitFile(TriedDesktop desktop, String name) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
            try {
                if (!desktop.drive.files("~/Downloads", name).isEmpty()) {
                    return;
                }
            } catch (DriveRefused e) {
                assertThat(e).hasMessageContaining("Downloads"); // not made yet
            }
            assertThat(System.nanoTime()).isLessThan(deadline);
            desktop.still(Duration.ofMillis(200));
        }
    }

    private static Action.Click click(Action.Button button, int count) {
        return new Action.Click(Optional.empty(), button, count);
    }

    static LaunchedRooms reaching(PageServer pages) throws IOException {
        return new LaunchedRooms(it -> it.withReachable(List.of("127.0.0.1:" + pages.port())));
    }
}
