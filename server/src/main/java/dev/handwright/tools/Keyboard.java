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

    /** The picture is this long without a change when a program has surely read its keys. */
    private static final Duration READ = Duration.ofMillis(150);

    private static final Duration WAKE = Duration.ofMillis(50);
    private static final Duration READ_LIMIT = Duration.ofSeconds(5);

    private static final int RETURN = 0xff0d;
    private static final int TAB = 0xff09;
    private static final int SHIFT = 0xffe1;
    private static final int EURO = 0x20ac;

    private final Screen screen;
    private final Set<Integer> foreign = new HashSet<>();

    Keyboard(Screen screen) {
        this.screen = screen;
    }

    /** Types text: newline and tab are keys, CRLF is one newline. */
    void type(String text, Duration interval) throws ActionRefused, InterruptedException {
        var symbols = symbols(text);
        wake(symbols);
        for (int i = 0; i < symbols.size(); i++) {
            if (i > 0 && interval.isPositive()) {
                TimeUnit.NANOSECONDS.sleep(interval.toNanos());
            }
            admit(symbols.get(i));
            tap(symbols.get(i));
        }
        screen.barrier();
    }

    /** Presses the keys in order, holds them, and releases them in reverse. */
    void press(Chord chord, Duration hold) throws ActionRefused, InterruptedException {
        holding(
                chord,
                () -> {
                    if (hold.isPositive()) {
                        screen.barrier();
                        TimeUnit.NANOSECONDS.sleep(hold.toNanos());
                    }
                });
        screen.barrier();
    }

    /** Does something while keys are held. */
    void holding(Chord chord, Meanwhile meanwhile) throws ActionRefused, InterruptedException {
        wake(chord.symbols());
        for (int symbol : chord.symbols()) {
            admit(symbol);
        }
        Deque<Integer> held = new ArrayDeque<>();
        try {
            for (int symbol : chord.symbols()) {
                held.push(symbol);
                screen.key(symbol, true);
            }
            meanwhile.run();
        } finally {
            while (!held.isEmpty()) {
                screen.key(held.pop(), false);
            }
        }
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
        return symbols;
    }

    /**
     * Chromium loses its first key when that one had only just been given its character (seen with
     * Chromium 156 on every fresh desktop); a modifier before it mostly prevents that, but not when
     * it is the first key that the page gets at all.
     */
    private void wake(List<Integer> symbols) throws InterruptedException {
        if (symbols.stream().anyMatch(it -> isForeign(it) && !foreign.contains(it))) {
            tap(SHIFT);
            screen.barrier();
            var _ = screen.awaitStill(WAKE, READ_LIMIT);
        }
    }

    /** Sees that there is a key for a symbol: the display server has few spare ones. */
    private void admit(int symbol) throws InterruptedException {
        if (!isForeign(symbol) || foreign.contains(symbol)) {
            return;
        }
        if (foreign.size() == Screen.SPARE_KEYS) {
            screen.barrier();
            var _ = screen.awaitStill(READ, READ_LIMIT);
            screen.clearSpareKeys();
            foreign.clear();
        }
        foreign.add(symbol);
    }

    /** Neither Latin-1, nor the euro, nor a function key, which all have keys of their own. */
    private static boolean isForeign(int symbol) {
        return (symbol >= 0x100 && symbol < 0xfe00 && symbol != EURO) || symbol > 0xffff;
    }

    /** What is done while keys are held. */
    interface Meanwhile {
        void run() throws ActionRefused, InterruptedException;
    }
}
