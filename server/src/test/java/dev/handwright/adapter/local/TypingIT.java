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
    private static final int FRESH_PAGES = 40;

    @Test
    @Tag("check")
    @Timeout(150)
    void aSampleArrivesEverywhere() throws Exception {
        var wrong =
                arrives(
                        sample(),
                        (texts, program) -> {
                            var all = new ArrayList<>(inNativeProgram(texts, program));
                            program.closeAll();
                            all.addAll(inTerminal(texts, program));
                            program.closeAll();
                            all.addAll(inBrowser(texts, program));
                            return all;
                        });
        assertThat(wrong).isEmpty();
    }

    @Test
    @Tag("full")
    @Timeout(2400)
    void theWholeCorpusArrivesInANativeProgram() throws Exception {
        assertThat(arrives(whole(), TypingIT::inNativeProgram)).isEmpty();
    }

    @Test
    @Tag("full")
    @Timeout(2400)
    void theWholeCorpusArrivesInATerminal() throws Exception {
        assertThat(arrives(whole(), TypingIT::inTerminal)).isEmpty();
    }

    @Test
    @Tag("full")
    @Timeout(2400)
    void theWholeCorpusArrivesInABrowser() throws Exception {
        assertThat(arrives(whole(), TypingIT::inBrowser)).isEmpty();
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

    /** What did not arrive; the clipboard must be as before. */
    private static List<String> arrives(List<String> texts, Typist typist) throws Exception {
        try (var server = new PageServer();
                var rooms = DesktopIT.reaching(server);
                var desktop = new TriedDesktop(rooms)) {
            var copied = new Content.Text("what the user has copied");
            desktop.screen.clipboard().write(copied);
            var wrong = typist.type(texts, new TypedText(server, desktop));
            assertThat(desktop.screen.clipboard().read()).contains(copied);
            return wrong;
        }
    }

    private static List<String> inNativeProgram(List<String> texts, TypedText program)
            throws Exception {
        program.openNative();
        return typed(texts, program);
    }

    private static List<String> inTerminal(List<String> texts, TypedText program) throws Exception {
        program.openTerminal();
        return typed(texts, program);
    }

    /** Some are the first thing that a page gets. */
    private static List<String> inBrowser(List<String> texts, TypedText program) throws Exception {
        var wrong = new ArrayList<String>();
        int every = Math.max(texts.size() / FRESH_PAGES, SAMPLE);
        for (int i = 0; i < texts.size(); i += every) {
            program.openPage();
            wrong.addAll(typed(texts.subList(i, Math.min(texts.size(), i + every)), program));
        }
        return wrong;
    }

    private static List<String> typed(List<String> texts, TypedText program) throws Exception {
        var wrong = new ArrayList<String>();
        for (var text : texts) {
            var got = program.type(text);
            if (!got.equals(text)) {
                wrong.add(difference(text, got));
            }
            program.clear();
        }
        return wrong;
    }

    private static List<String> whole() throws Exception {
        var all = new ArrayList<>(TypingCorpus.byHand());
        all.addAll(new TypingCorpus(SEED).byChance(BY_CHANCE));
        assertThat(all).hasSizeGreaterThan(1000);
        return all;
    }

    private interface Typist {
        List<String> type(List<String> texts, TypedText program) throws Exception;
    }

    private static String difference(String text, String got) {
        int at = 0;
        while (at < Math.min(text.length(), got.length()) && text.charAt(at) == got.charAt(at)) {
            at++;
        }
        return "%s of %d characters, from %d on: %s instead of %s"
                .formatted(
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
}
