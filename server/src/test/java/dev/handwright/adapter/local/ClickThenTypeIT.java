package dev.handwright.adapter.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A click and a text, one right after the other, many times. */
@Tag("full")
@Timeout(300)
final class ClickThenTypeIT {
    private static final int ROUNDS = 100;

    private static final String FIELDS =
            """
            <body style="margin:0"><script>
            for (const [name, top] of [['a', 20], ['b', 150]]) {
                const field = document.createElement('textarea');
                field.style = `position:fixed;left:20px;top:${top}px;width:900px;height:80px`;
                field.oninput = e => report(name + e.data);
                document.body.append(field);
            }
            report('loaded');
            </script>
            """;

    @Test
    void textGoesToTheFieldThatWasClickedInChromium() throws Exception {
        try (var pages = new PageServer();
                var rooms = DesktopIT.reaching(pages);
                var desktop = new TriedDesktop(rooms)) {
            pages.page("/", FIELDS);
            desktop.browse(pages.urlFromDesktop("/"));
            pages.await("loaded");
            desktop.still(Duration.ofSeconds(2));
            for (int i = 0; i < ROUNDS; i++) {
                var letter = Character.toString('a' + i % 26);
                desktop.click(30 + i * 37 % 800, i % 2 == 0 ? 147 : 277);
                desktop.type(letter);
                assertThat(pages.await(_ -> true))
                        .as("round %d", i)
                        .isEqualTo((i % 2 == 0 ? "a" : "b") + letter);
            }
        }
    }
}
