package dev.handwright.tools;

import dev.handwright.desktops.Screen;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Types text and presses chords; whatever was pressed is released, also when something fails. */
final class Keyboard {
    static final int TEXT_LIMIT = 100_000;

    /**
     * Distinct characters beyond the keyboard's own that the display server takes. It gives each a
     * spare key and never takes one back; further ones it would lose without a word, so they are
     * refused here.
     */
    static final int FOREIGN_LIMIT = 10;

    private static final int RETURN = 0xff0d;
    private static final int TAB = 0xff09;

    private final Screen screen;
    private final Set<Integer> foreign = new HashSet<>();

    Keyboard(Screen screen) {
        this.screen = screen;
    }

    /** Types text: newline and tab are keys, CRLF is one newline. */
    void type(String text, Duration interval) throws ActionRefused, InterruptedException {
        var symbols = symbols(text);
        for (int i = 0; i < symbols.size(); i++) {
            if (i > 0 && interval.isPositive()) {
                TimeUnit.NANOSECONDS.sleep(interval.toNanos());
            }
            tap(symbols.get(i));
        }
        screen.barrier();
    }

    /** Presses the keys in order and releases them in reverse. */
    void press(List<String> keys) throws ActionRefused {
        var symbols = new ArrayList<Integer>();
        for (var key : keys) {
            symbols.add(
                    Keys.symbol(key)
                            .orElseThrow(() ->
                                    new ActionRefused(
                                            "there is no key '%s'; use a single character or one of: %s"
                                                    .formatted(key, Keys.list()))));
        }
        if (symbols.isEmpty()) {
            throw new ActionRefused("no key is named; name one, as in Return or ctrl+a");
        }
        admit(symbols);
        Deque<Integer> held = new ArrayDeque<>();
        try {
            for (int symbol : symbols) {
                held.push(symbol);
                screen.key(symbol, true);
            }
        } finally {
            while (!held.isEmpty()) {
                screen.key(held.pop(), false);
            }
        }
        screen.barrier();
    }

    private void tap(int symbol) {
        try {
            screen.key(symbol, true);
        } finally {
            screen.key(symbol, false);
        }
    }

    private List<Integer> symbols(String text) throws ActionRefused {
        int length = text.codePointCount(0, text.length());
        if (length == 0 || length > TEXT_LIMIT) {
            throw new ActionRefused(
                    "the text has %d characters; 1 to %d can be typed"
                            .formatted(length, TEXT_LIMIT));
        }
        var symbols = new ArrayList<Integer>(length);
        for (int character : text.replace("\r\n", "\n").codePoints().toArray()) {
            switch (character) {
                case '\n', '\r' -> symbols.add(RETURN);
                case '\t' -> symbols.add(TAB);
                default -> {
                    if (Character.isISOControl(character)
                            || Character.getType(character) == Character.SURROGATE) {
                        throw new ActionRefused(
                                "the text holds the control character U+%04X; only newline and tab can be typed"
                                        .formatted(character));
                    }
                    symbols.add(Keys.ofCharacter(character));
                }
            }
        }
        admit(symbols);
        return symbols;
    }

    /** Takes in the characters beyond the keyboard's own, or refuses before anything is typed. */
    private void admit(List<Integer> symbols) throws ActionRefused {
        var all = new HashSet<>(foreign);
        symbols.stream()
                .filter(it -> (it >= 0x100 && it < 0xfe00) || it > 0xffff)
                .forEach(all::add);
        if (all.size() > FOREIGN_LIMIT) {
            throw new ActionRefused(
                    "this desktop can type %d different characters beyond Latin-1, and this text would make it %d"
                            .formatted(FOREIGN_LIMIT, all.size()));
        }
        foreign.addAll(all);
    }
}
