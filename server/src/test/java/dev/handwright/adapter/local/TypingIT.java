package dev.handwright.adapter.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.desktops.Clipboard.Content;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Text arrives exactly as it was given, in a browser, a native program and a terminal. */
final class TypingIT {
    private static final long SEED = 20_261_122;
    private static final int BY_CHANCE = 900;
    private static final int SAMPLE = 12;

    @Test
    @Tag("check")
    @Timeout(150)
    void aSampleArrivesEverywhere() throws Exception {
        arrivesEverywhere(sample(), 3);
    }

    @Test
    @Tag("full")
    @Timeout(3600)
    void theWholeCorpusArrivesEverywhere() throws Exception {
        var all = new ArrayList<>(TypingCorpus.byHand());
        all.addAll(new TypingCorpus(SEED).byChance(BY_CHANCE));
        assertThat(all).hasSizeGreaterThan(1000);
        arrivesEverywhere(all, 40);
    }

    @Test
    @Tag("check")
    @Timeout(60)
    void aHundredCharactersTakeAtMostFiftyMilliseconds() throws Exception {
        try (var server = new PageServer();
                var rooms = DesktopIT.reaching(server);
                var desktop = new TriedDesktop(rooms)) {
            var pad = new TypedText(server, desktop);
            pad.openNative();
            var text = "The five boxing wizards jump quickly. ".repeat(3).substring(0, 100);
            long best = Long.MAX_VALUE;
            for (int i = 0; i < 5; i++) {
                long start = System.nanoTime();
                desktop.type(text);
                best = Math.min(best, System.nanoTime() - start);
                assertThat(pad.await(text)).isEqualTo(text);
                pad.clear();
            }
            assertThat(best / 1_000_000).isLessThanOrEqualTo(50);
        }
    }

    /**
     * @param pages so many texts are the first thing that a page gets
     */
    private static void arrivesEverywhere(List<String> texts, int pages) throws Exception {
        var wrong = new ArrayList<String>();
        try (var server = new PageServer();
                var rooms = DesktopIT.reaching(server);
                var desktop = new TriedDesktop(rooms)) {
            var copied = new Content.Text("what the user has copied");
            desktop.screen.clipboard().write(copied);
            var program = new TypedText(server, desktop);
            program.openNative();
            wrong.addAll(typed("native program", texts, program, desktop));
            close(desktop);
            program.openTerminal();
            wrong.addAll(typed("terminal", texts, program, desktop));
            close(desktop);
            for (int i = 0; i < pages; i++) {
                program.openPage();
                var first = texts.get(i * texts.size() / pages);
                wrong.addAll(typed("fresh page", List.of(first), program, desktop));
            }
            wrong.addAll(typed("browser", texts, program, desktop));
            assertThat(desktop.screen.clipboard().read()).contains(copied);
        }
        assertThat(wrong).isEmpty();
    }

    private static List<String> typed(
            String where, List<String> texts, TypedText program, TriedDesktop desktop)
            throws Exception {
        var wrong = new ArrayList<String>();
        for (var text : texts) {
            desktop.type(text);
            var got = program.await(text);
            if (!got.equals(text)) {
                wrong.add(difference(where, text, got));
            }
            program.clear();
        }
        return wrong;
    }

    private static String difference(String where, String text, String got) {
        int at = 0;
        while (at < Math.min(text.length(), got.length()) && text.charAt(at) == got.charAt(at)) {
            at++;
        }
        return "%s: %s of %d characters, from %d on: %s instead of %s"
                .formatted(
                        where,
                        text.substring(0, Math.min(20, text.length())),
                        text.length(),
                        at,
                        codes(got, at),
                        codes(text, at));
    }

    private static List<String> codes(String text, int from) {
        return text.substring(from).codePoints().limit(8).mapToObj("%04X"::formatted).toList();
    }

    /** Some of each kind, the hand-made ones in turn with those by chance. */
    private static List<String> sample() throws Exception {
        var sample = new ArrayList<String>();
        var byHand = TypingCorpus.byHand();
        for (int i = 0; i < SAMPLE; i++) {
            sample.add(byHand.get(i * byHand.size() / SAMPLE));
        }
        sample.addAll(new TypingCorpus(SEED).byChance(SAMPLE));
        return sample;
    }

    private static void close(TriedDesktop desktop) throws Exception {
        for (var window : desktop.screen.windows().list()) {
            assertThat(desktop.screen.windows().close(window.id())).isTrue();
        }
    }
}
