package dev.handwright.adapter.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/** Texts to type: a list made by hand, and as many as wanted by chance from a seed. */
final class TypingCorpus {
    /** First and last character of scripts and sets of signs, in pairs; gaps are left out. */
    private static final int[][] SETS = {
        {' ', '~'},
        {0xa1, 0xff},
        {0x100, 0x24f},
        {0x250, 0x2ad},
        {0x370, 0x3ff},
        {0x400, 0x52f},
        {0x531, 0x587},
        {0x5d0, 0x5ea},
        {0x621, 0x652},
        {0x66e, 0x6d3},
        {0x710, 0x72f},
        {0x780, 0x7a5},
        {0x905, 0x939},
        {0x93e, 0x94d},
        {0x985, 0x9b9},
        {0xa05, 0xa39},
        {0xa85, 0xab9},
        {0xb05, 0xb39},
        {0xb85, 0xbb9},
        {0xc05, 0xc39},
        {0xc85, 0xcb9},
        {0xd05, 0xd39},
        {0xd85, 0xdc6},
        {0xe01, 0xe3a},
        {0xe40, 0xe4e},
        {0xe81, 0xeae},
        {0xf40, 0xf6c},
        {0x1000, 0x1021},
        {0x10d0, 0x10fa},
        {0x1200, 0x1248},
        {0x13a0, 0x13f4},
        {0x1401, 0x1450},
        {0x16a0, 0x16ea},
        {0x1780, 0x17b3},
        {0x1820, 0x1842},
        {0x1e00, 0x1eff},
        {0x1f00, 0x1fff},
        {0x2010, 0x2027},
        {0x2030, 0x205e},
        {0x20a0, 0x20bf},
        {0x2190, 0x21ff},
        {0x2200, 0x22ff},
        {0x2500, 0x257f},
        {0x2600, 0x26ff},
        {0x2801, 0x28ff},
        {0x3041, 0x3096},
        {0x30a1, 0x30fa},
        {0x3105, 0x312f},
        {0x4e00, 0x9fff},
        {0xac00, 0xd7a3},
        {0xff01, 0xff5e},
        {0x10330, 0x1034a},
        {0x1d400, 0x1d454},
        {0x1f300, 0x1f5ff},
        {0x1f600, 0x1f64f},
        {0x1f900, 0x1f9ff},
        {0x20000, 0x2a6d6}
    };

    private static final int FIRST_MARK = 0x300;
    private static final int MARKS = 0x70;
    private static final int FIRST_SKIN = 0x1f3fb;
    private static final int JOINER = 0x200d;
    private static final int EMOJI_STYLE = 0xfe0f;
    private static final List<Integer> FOLK = List.of(0x1f468, 0x1f469, 0x1f9d1, 0x1f467, 0x1f466);

    private static final Pattern UNICODE = Pattern.compile("\\\\u([0-9a-f]{4})");

    private final Random random;

    TypingCorpus(long seed) {
        random = new Random(seed);
    }

    /** The lines of corpus/hand.txt. */
    static List<String> byHand() throws IOException {
        try (var file = TypingCorpus.class.getResourceAsStream("/corpus/hand.txt")) {
            var all = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return all.lines()
                    .filter(it -> !it.startsWith("# "))
                    .map(TypingCorpus::unescaped)
                    .toList();
        }
    }

    /**
     * Escapes as in Java: {@code \\n}, {@code \\t} … and four hexadecimal digits after {@code u}.
     */
    private static String unescaped(String line) {
        return UNICODE.matcher(line)
                .replaceAll(it -> Character.toString(Integer.parseInt(it.group(1), 16)))
                .translateEscapes();
    }

    List<String> byChance(int count) {
        var texts = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            texts.add(text(length()));
        }
        return texts;
    }

    /** Most texts are short, some fill a page. */
    private int length() {
        int kind = random.nextInt(20);
        return kind < 13
                ? 1 + random.nextInt(40)
                : kind < 19 ? 41 + random.nextInt(160) : 201 + random.nextInt(1800);
    }

    /** Words of one to three sets, with blanks, signs and new lines between them. */
    private String text(int length) {
        var sets = new ArrayList<int[]>();
        int different = 1 + random.nextInt(3);
        for (int i = 0; i < different; i++) {
            sets.add(SETS[random.nextInt(SETS.length)]);
        }
        var text = new StringBuilder();
        while (text.codePointCount(0, text.length()) < length) {
            word(text, sets.get(random.nextInt(different)));
            text.append(
                    switch (random.nextInt(12)) {
                        case 0 -> "\n";
                        case 1 -> "\t";
                        case 2 -> ", ";
                        case 3 -> "";
                        default -> " ";
                    });
        }
        return text.substring(0, text.offsetByCodePoints(0, length));
    }

    private void word(StringBuilder text, int[] set) {
        int letters = 1 + random.nextInt(9);
        for (int i = 0; i < letters; i++) {
            int character = set[0] + random.nextInt(set[1] - set[0] + 1);
            if (Character.isDefined(character)) {
                text.appendCodePoint(character);
            }
        }
        switch (random.nextInt(15)) {
            case 0 -> text.append('e').appendCodePoint(FIRST_MARK + random.nextInt(MARKS));
            case 1 -> folk(text);
            case 2 -> text.append('☎').appendCodePoint(EMOJI_STYLE);
            default -> {}
        }
    }

    /** One to four people, some with a skin colour, joined to one sign. */
    private void folk(StringBuilder text) {
        int people = 1 + random.nextInt(4);
        for (int i = 0; i < people; i++) {
            if (i > 0) {
                text.appendCodePoint(JOINER);
            }
            text.appendCodePoint(FOLK.get(random.nextInt(FOLK.size())));
            if (random.nextBoolean()) {
                text.appendCodePoint(FIRST_SKIN + random.nextInt(5));
            }
        }
    }
}
