package dev.handwright.tools;

import dev.handwright.desktops.Screen;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Types text and presses chords; whatever was pressed is released, also when something fails. */
final class Keyboard {
    static final int TEXT_LIMIT = 100_000;

    private static final int RETURN = 0xff0d;
    private static final int TAB = 0xff09;

    /** X servers' own defaults are near these. */
    private static final Duration REPEAT_DELAY = Duration.ofMillis(500);

    private static final Duration REPEAT = Duration.ofMillis(40);

    private final Screen screen;
    private final Gate gate;

    Keyboard(Screen screen, Gate gate) {
        this.screen = screen;
        this.gate = gate;
    }

    /** Types text: newline and tab are keys, CRLF is one newline. */
    void type(String text, Duration interval) throws ActionRefused, InterruptedException {
        var symbols = symbols(text);
        screen.awaitReaction();
        int known = 0;
        for (int i = 0; i < symbols.size(); i++) {
            if (i == known) {
                known = assign(symbols, i);
            }
            if (i > 0 && interval.isPositive()) {
                TimeUnit.NANOSECONDS.sleep(interval.toNanos());
            }
            tap(symbols.get(i));
        }
        screen.barrier();
    }

    /** Presses the keys in order, holds them, and releases them in reverse. */
    void press(Chord chord, Duration hold) throws ActionRefused, InterruptedException {
        screen.awaitReaction();
        if (chord.isShortcut()) {
            screen.expectReaction();
        }
        if (hold.isPositive()) {
            holding(chord, () -> hold(chord, hold));
            screen.barrier();
        } else {
            var _ = assign(chord.symbols(), 0);
            gate.act(() -> strike(chord));
        }
    }

    /** All keys down and up again, in one piece. */
    private void strike(Chord chord) {
        Deque<Integer> held = new ArrayDeque<>();
        try (var _ = screen.together()) {
            try {
                for (int symbol : chord.symbols()) {
                    held.push(symbol);
                    screen.key(symbol, true);
                }
            } finally {
                release(held);
            }
            screen.barrier();
        }
    }

    private void release(Deque<Integer> held) {
        while (!held.isEmpty()) {
            screen.key(held.pop(), false);
        }
    }

    /** As a keyboard does: after a moment the key that was pressed last repeats. */
    private void hold(Chord chord, Duration duration) throws InterruptedException {
        screen.barrier();
        long end = System.nanoTime() + duration.toNanos();
        long next = System.nanoTime() + REPEAT_DELAY.toNanos();
        while (chord.repeating().isPresent() && next < end) {
            TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
            int repeating = chord.repeating().get();
            gate.act(() -> {
                screen.key(repeating, true);
                screen.barrier();
            });
            next += REPEAT.toNanos();
        }
        TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
    }

    /** Does something while keys are held. */
    void holding(Chord chord, Meanwhile meanwhile) throws ActionRefused, InterruptedException {
        var _ = assign(chord.symbols(), 0);
        Deque<Integer> held = new ArrayDeque<>();
        try {
            for (int symbol : chord.symbols()) {
                gate.act(() -> {
                    held.push(symbol);
                    screen.key(symbol, true);
                });
            }
            meanwhile.run();
        } finally {
            release(held);
        }
    }

    private void tap(int symbol) throws InterruptedException {
        gate.act(() -> {
            try {
                screen.key(symbol, true);
            } finally {
                screen.key(symbol, false);
            }
        });
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
     * Sees that as many symbols as possible, from one on, have keys.
     *
     * @return the first that has none yet, or the end
     */
    private int assign(List<Integer> symbols, int from) throws InterruptedException {
        var foreign = new HashSet<Integer>();
        int to = from;
        while (to < symbols.size()) {
            int symbol = symbols.get(to);
            if (Keys.lacksKey(symbol) && !foreign.contains(symbol)) {
                if (foreign.size() == Screen.MOST_ASSIGNED) {
                    break;
                }
                foreign.add(symbol);
            }
            to++;
        }
        if (!foreign.isEmpty()) {
            screen.assign(foreign);
        }
        return to;
    }

    /** What is done while keys are held. */
    interface Meanwhile {
        void run() throws ActionRefused, InterruptedException;
    }
}
