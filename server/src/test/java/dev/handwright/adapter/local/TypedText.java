package dev.handwright.adapter.local;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A program on a desktop that a test types into, and that reports what it holds; F7 empties it. */
final class TypedText {
    /** On a busy machine Chromium paints a thousand Malayalam letters for over twenty seconds. */
    private static final Duration UNCHANGED = Duration.ofSeconds(90);

    private static final String PAGE =
            """
            <textarea id=t style="position:fixed;left:0;top:0;width:100%;height:90%"></textarea>
            <script>
            const t = document.getElementById('t');
            let pause;
            const soon = () => { clearTimeout(pause); pause = setTimeout(() => report('text ' + t.value), 40); };
            t.addEventListener('input', soon);
            t.addEventListener('keydown', e => {
                if (e.key === 'Tab') {
                    e.preventDefault();
                    t.setRangeText('\\t', t.selectionStart, t.selectionEnd, 'end');
                    soon();
                } else if (e.key === 'F7') {
                    e.preventDefault(); t.value = ''; soon();
                }
            });
            t.focus();
            // Chromium drops keys for a page that it has not shown yet.
            requestAnimationFrame(() => requestAnimationFrame(() => report('loaded')));
            </script>
            """;

    private final PageServer pages;
    private final TriedDesktop desktop;
    private boolean opened;

    TypedText(PageServer pages, TriedDesktop desktop) {
        this.pages = pages;
        this.desktop = desktop;
    }

    /** A GTK program. */
    void openNative() throws Exception {
        var _ = Notepad.start(desktop, pages.urlFromDesktop("/report"));
    }

    /** A program in xterm. */
    void openTerminal() throws Exception {
        var path = "/home/user/terminal.py";
        Notepad.put(desktop, path, Notepad.resource("terminal.py"));
        var program = "/usr/bin/python3 " + path + " " + pages.urlFromDesktop("/report");
        Notepad.run(desktop, "xterm -u8 -title terminal -e " + program);
        var _ = Notepad.awaitWindow(desktop, it -> it.title().equals("terminal") && it.focused());
        pages.await("text ");
        desktop.still(Duration.ofMillis(200));
    }

    /** A page that has got no key yet. */
    void openPage() throws Exception {
        if (opened) {
            desktop.press("F5");
        } else {
            pages.page("/", PAGE);
            desktop.browse(pages.urlFromDesktop("/"));
            opened = true;
        }
        pages.await("loaded");
        desktop.still(Duration.ofMillis(300));
    }

    /** What it holds after this was typed. */
    String type(String text) throws Exception {
        desktop.type(text);
        return await(text);
    }

    /** Closes every window. */
    void closeAll() throws Exception {
        for (var window : desktop.screen.windows().list()) {
            if (!desktop.screen.windows().close(window.id())) {
                throw new AssertionError("it stays open: " + window);
            }
        }
    }

    /**
     * What it holds: as soon as that is {@code wanted}, else once it has said nothing for so long
     * that it will not.
     */
    String await(String wanted) throws Exception {
        var last = "";
        while (true) {
            var report = pages.reports.poll(UNCHANGED.toMillis(), TimeUnit.MILLISECONDS);
            if (report == null || report.equals("text " + wanted)) {
                return report == null ? last : wanted;
            }
            last = report.startsWith("text ") ? report.substring(5) : last;
        }
    }

    void clear() throws Exception {
        desktop.press("F7");
        if (!await("").isEmpty()) {
            throw new AssertionError("the program was not emptied");
        }
    }
}
