package dev.handwright.adapter.local;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides which symbol goes to which spare key. A spare key has four: alone, with Shift, with
 * AltGr, with both, as the display server finds them by itself.
 */
final class SpareKeys {
    /**
     * Codes that keyboard.xkb leaves without symbols, and that no program acts upon: Chromium obeys
     * codes of browser and media keys whatever their symbol is. Five more are free and stay so, for
     * other clients of the display server.
     */
    private static final int[] CODES = {
        93, 103, 109, 120, 138, 147, 149, 153, 154, 155, 156, 157, 159, 161, 162, 165, 168, 170,
        178, 183, 184, 185, 186, 208, 210, 211, 213, 219, 220, 221, 222, 223, 224, 226, 227, 228,
        229, 230, 231, 234, 244, 245, 246, 247, 248, 249
    };

    private static final int LEVELS = 4;

    /** So many symbols can have a key at a time. */
    static final int CAPACITY = CODES.length * LEVELS;

    /** The key 1, which chooses among four symbols in the wanted way. */
    private static final int MODEL = 10 - XKeyMap.FIRST;

    private static final int NONE = 0;

    /** Those asked for last are last. */
    private final Set<Integer> recent = new LinkedHashSet<>();

    /**
     * The keys with every wanted symbol on one of them; empty when that is so already. Symbols that
     * were wanted longest ago make room.
     *
     * @param wanted at most {@link #CAPACITY}
     */
    Optional<List<XKeyMap.Key>> with(Collection<Integer> wanted, List<XKeyMap.Key> keys) {
        var places = new HashMap<Integer, Integer>();
        var free = new ArrayList<Integer>();
        for (int place = 0; place < CAPACITY; place++) {
            int symbol = symbol(keys, place);
            if (symbol == NONE || places.putIfAbsent(symbol, place) != null) {
                free.add(place);
            }
        }
        recent.removeAll(wanted);
        var missing = new LinkedHashSet<>(wanted);
        missing.removeAll(places.keySet());
        if (missing.size() > free.size()) {
            free.addAll(leastWanted(wanted, places));
        }
        recent.retainAll(places.keySet());
        recent.addAll(wanted);
        return missing.isEmpty() ? Optional.empty() : Optional.of(placed(missing, free, keys));
    }

    /** Places of symbols that nobody wants now, the longest unwanted first. */
    private List<Integer> leastWanted(Collection<Integer> wanted, Map<Integer, Integer> places) {
        var others = new HashSet<>(places.keySet());
        others.removeAll(wanted);
        others.removeAll(recent);
        var order = new ArrayList<>(others);
        Collections.sort(order);
        order.addAll(recent);
        order.retainAll(places.keySet());
        return order.stream().map(places::get).toList();
    }

    private static List<XKeyMap.Key> placed(
            Set<Integer> missing, List<Integer> free, List<XKeyMap.Key> keys) {
        var changed = new ArrayList<>(keys);
        var place = free.iterator();
        for (int symbol : missing) {
            int at = place.next();
            int key = CODES[at / LEVELS] - XKeyMap.FIRST;
            var model = keys.get(MODEL);
            var symbols = new ArrayList<>(Collections.nCopies(LEVELS, NONE));
            var before = changed.get(key).symbols();
            for (int level = 0; level < Math.min(LEVELS, before.size()); level++) {
                symbols.set(level, before.get(level));
            }
            symbols.set(at % LEVELS, symbol);
            changed.set(key, new XKeyMap.Key(model.types(), model.groups(), LEVELS, symbols));
        }
        return changed;
    }

    private static int symbol(List<XKeyMap.Key> keys, int place) {
        var symbols = keys.get(CODES[place / LEVELS] - XKeyMap.FIRST).symbols();
        int level = place % LEVELS;
        return level < symbols.size() ? symbols.get(level) : NONE;
    }
}
