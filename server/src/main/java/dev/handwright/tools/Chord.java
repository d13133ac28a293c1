package dev.handwright.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Keys that are pressed in order and released in reverse, as X key symbols; each exists. */
record Chord(List<Integer> symbols) {
    /** Shift, control, alt, meta, super, hyper, left and right, and the third level. */
    private static final Set<Integer> MODIFIERS =
            Set.of(
                    0xffe1, 0xffe2, 0xffe3, 0xffe4, 0xffe7, 0xffe8, 0xffe9, 0xffea, 0xffeb, 0xffec,
                    0xffed, 0xffee, 0xfe03);

    private static final int SHIFT = 0xffe1;
    private static final int SHIFT_RIGHT = 0xffe2;

    /** What the keys of a US keyboard give without Shift, and with it. */
    private static final String PLAIN = "abcdefghijklmnopqrstuvwxyz`1234567890-=[]\\;',./";

    private static final String SHIFTED = "ABCDEFGHIJKLMNOPQRSTUVWXYZ~!@#$%^&*()_+{}|:\"<>?";

    private static final int MOST = 16;

    private static final Pattern BEYOND_F12 = Pattern.compile("[fF](1[3-9]|2[0-9]|3[0-5])");

    Chord {
        symbols = List.copyOf(symbols);
    }

    /**
     * @throws ActionRefused where there is no such key, or none is named
     */
    static Chord of(List<String> keys) throws ActionRefused {
        if (keys.isEmpty()) {
            throw new ActionRefused("no key is named; name one, as in Return or ctrl+a");
        }
        if (keys.size() > MOST) {
            throw new ActionRefused(
                    "%d keys are named; at most %d can be pressed at once"
                            .formatted(keys.size(), MOST));
        }
        var symbols = new ArrayList<Integer>();
        for (var key : keys) {
            add(symbol(key), symbols);
        }
        return new Chord(symbols);
    }

    /**
     * Adds a key as a keyboard has it: {@code shift+1} is what {@code !} is on, and {@code !} comes
     * with Shift. The display server would else press and release Shift by itself, around it. Of a
     * letter that the US keyboard lacks, Shift makes the capital.
     */
    private static void add(int symbol, List<Integer> symbols) {
        boolean shift = symbols.contains(SHIFT) || symbols.contains(SHIFT_RIGHT);
        int plain = PLAIN.indexOf(symbol);
        if (shift && plain >= 0) {
            symbols.add((int) SHIFTED.charAt(plain));
            return;
        }
        if (!shift && SHIFTED.indexOf(symbol) >= 0) {
            symbols.add(SHIFT);
        }
        symbols.add(shift ? Keys.capital(symbol) : symbol);
    }

    /** Modifier keys only, or none at all. */
    static Chord modifiers(List<String> keys) throws ActionRefused {
        for (var key : keys) {
            if (!MODIFIERS.contains(symbol(key))) {
                throw new ActionRefused(
                        "'%s' is no modifier; use shift, ctrl, alt, altgr or super, joined by +"
                                .formatted(Arguments.shortened(key)));
            }
        }
        return keys.isEmpty() ? new Chord(List.of()) : of(keys);
    }

    /** Whether it may move the keyboard elsewhere, as ctrl+l does in a browser. */
    boolean isShortcut() {
        return symbols.size() > 1
                && symbols.stream()
                        .anyMatch(it -> MODIFIERS.contains(it) && it != SHIFT && it != SHIFT_RIGHT);
    }

    /** The key that is pressed last, which repeats when it is held; modifiers do not. */
    Optional<Integer> repeating() {
        return symbols.isEmpty() || MODIFIERS.contains(symbols.getLast())
                ? Optional.empty()
                : Optional.of(symbols.getLast());
    }

    private static int symbol(String key) throws ActionRefused {
        if (BEYOND_F12.matcher(key.strip()).matches()) {
            throw new ActionRefused(
                    "there is no key '%s': Chromium shows pages no function key beyond F12; use f1 to f12"
                            .formatted(key.strip()));
        }
        return Keys.symbol(key)
                .orElseThrow(() ->
                        new ActionRefused(
                                "there is no key '%s'; use a single character or one of: %s"
                                        .formatted(Arguments.shortened(key), Keys.list())));
    }
}
