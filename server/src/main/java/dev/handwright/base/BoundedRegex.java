package dev.handwright.base;

import java.util.regex.Pattern;

/**
 * Patterns of schemas, which are not trusted: an expression such as {@code (a+)+$} would go on for
 * ever. So many characters are looked at, and no more; a loop that looks at none, as {@code
 * (?:^){2147483647}}, is not bounded by that.
 */
public final class BoundedRegex {
    /** Some tens of milliseconds. */
    private static final int MOST_LOOKS = 5_000_000;

    private BoundedRegex() {}

    /**
     * @return whether it is found anywhere in the text
     * @throws TooLong where that cannot be said in time
     */
    public static boolean find(Pattern pattern, CharSequence text) {
        try {
            return pattern.matcher(new Counted(text, new int[1])).find();
        } catch (StackOverflowError e) {
            throw new TooLong();
        }
    }

    /** The pattern takes too long on this text. */
    public static final class TooLong extends RuntimeException {
        TooLong() {
            super("the expression takes too long", null, false, false);
        }
    }

    /** A text that can be looked at so often only. */
    private record Counted(CharSequence text, int[] looks) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (++looks[0] > MOST_LOOKS) {
                throw new TooLong();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Counted(text.subSequence(start, end), looks);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
