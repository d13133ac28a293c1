package dev.handwright.adapter.local;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A shortcut that moves the keyboard and a text, one right after the other, on a still page. */
@Tag("check")
@Timeout(300)
final class ShortcutThenTypeIT {
    private static final int ROUNDS = 5;

    @Test
    void anAddressGoesToTheAddressBarOfChromium() throws Exception {
        try (var pages = new PageServer();
                var rooms = DesktopIT.reaching(pages);
                var desktop = new TriedDesktop(rooms)) {
            pages.page("/", "<script>report(location.search)</script>");
            desktop.browse(pages.urlFromDesktop("/?start"));
            pages.await("?start");
            for (int i = 0; i < ROUNDS; i++) {
                desktop.still(Duration.ofSeconds(1)); // else it takes what the page draws for it
                desktop.press("ctrl", "l");
                desktop.type(pages.urlFromDesktop("/?" + i) + "\n");
                pages.await("?" + i);
            }
        }
    }
}
