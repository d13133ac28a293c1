package dev.handwright.adapter.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.desktops.Screen;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SpareKeysTest {
    private static final int FIRST = 0x0100_4e00;

    private final SpareKeys spare = new SpareKeys();
    private List<XKeyMap.Key> keys = emptyKeyboard();

    @Test
    void thereAreAsManyPlacesAsTheScreenPromises() {
        assertThat(SpareKeys.CAPACITY).isEqualTo(Screen.MOST_ASSIGNED);
    }

    @Test
    void whatHasAKeyKeepsIt() {
        assign(range(0, 100));
        var before = keys;
        assertThat(spare.with(range(50, 50), keys)).isEmpty();
        assign(range(50, 60));
        for (int key = 0; key < keys.size(); key++) {
            assertThat(symbols(keys.get(key))).containsAll(symbols(before.get(key)));
        }
    }

    @Test
    void everySymbolOfAFullKeyboardIsThere() {
        assign(range(0, SpareKeys.CAPACITY));
        assign(range(1000, SpareKeys.CAPACITY));
        assertThat(assigned()).containsExactlyInAnyOrderElementsOf(range(1000, 184));
    }

    @Test
    void whatWasWantedLongestAgoMakesRoom() {
        assign(range(0, SpareKeys.CAPACITY));
        assign(range(0, 10)); // wanted again
        assign(range(1000, SpareKeys.CAPACITY - 10));
        assertThat(assigned()).containsAll(range(0, 10)).containsAll(range(1000, 174));
    }

    @Test
    void aServerThatStartsAnewUsesTheKeysThatAnEarlierOneAssigned() {
        assign(range(0, SpareKeys.CAPACITY));
        var fresh = new SpareKeys();
        assertThat(fresh.with(range(3, 20), keys)).isEmpty();
        keys = fresh.with(range(500, 5), keys).orElseThrow();
        assertThat(assigned()).containsAll(range(500, 5)).containsAll(range(3, 20));
    }

    private void assign(List<Integer> symbols) {
        keys = spare.with(symbols, keys).orElse(keys);
        assertThat(assigned()).containsAll(symbols);
    }

    private List<Integer> assigned() {
        return keys.stream().flatMap(it -> symbols(it).stream()).distinct().toList();
    }

    private static List<Integer> symbols(XKeyMap.Key key) {
        return key.symbols().stream().filter(it -> it >= FIRST).toList();
    }

    private static List<Integer> range(int from, int count) {
        return IntStream.range(from, from + count).mapToObj(it -> FIRST + it).toList();
    }

    private static List<XKeyMap.Key> emptyKeyboard() {
        var keys = new ArrayList<XKeyMap.Key>();
        for (int code = XKeyMap.FIRST; code < 256; code++) {
            keys.add(new XKeyMap.Key(14, 1, 0, List.of()));
        }
        return keys;
    }
}
