package dev.handwright.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Keys that are pressed in order and released in reverse, as X key symbols; each exists. */
record Chord(List<Integer> symbols) {
    /** Shift, control, alt, meta, super, hyper, left and right, and the third level. */
    private static final Set<Integer> MODIFIERS =
            Set.of(
                    0xffe1, 0xffe2, 0xffe3, 0xffe4, 0xffe7, 0xffe8, 0xffe9, 0xffea, 0xffeb, 0xffec,
                    0xffed, 0xffee, 0xfe03);

    private static final int MOST = 16;

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
            symbols.add(symbol(key));
        }
        return new Chord(symbols);
    }

    /** Modifier keys only, or none at all. */
    static Chord modifiers(List<String> keys) throws ActionRefused {
        var chord = keys.isEmpty() ? new Chord(List.of()) : of(keys);
        for (int i = 0; i < keys.size(); i++) {
            if (!MODIFIERS.contains(chord.symbols.get(i))) {
                throw new ActionRefused(
                        "'%s' is no modifier; use shift, ctrl, alt, altgr or super, joined by +"
                                .formatted(Arguments.shortened(keys.get(i))));
            }
        }
        return chord;
    }

    private static int symbol(String key) throws ActionRefused {
        return Keys.symbol(key)
                .orElseThrow(() ->
                        new ActionRefused(
                                "there is no key '%s'; use a single character or one of: %s"
                                        .formatted(Arguments.shortened(key), Keys.list())));
    }
}
