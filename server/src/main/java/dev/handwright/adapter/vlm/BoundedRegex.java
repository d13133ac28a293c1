package dev.handwright.adapter.vlm;

import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;
import java.util.regex.Pattern;

/**
 * Patterns of schemas, which are not trusted: an expression such as {@code (a+)+$} would go on for
 * ever. After a number of characters looked at, it does not match.
 */
final class BoundedRegex implements RegularExpressionFactory {
    /** Some tens of milliseconds. */
    private static final int MOST_LOOKS = 5_000_000;

    @Override
    public RegularExpression getRegularExpression(String regex) {
        var pattern = Pattern.compile(regex);
        return text -> {
            try {
                return pattern.matcher(new Counted(text, new int[1])).find();
            } catch (TooLong | StackOverflowError e) {
                return false;
            }
        };
    }

    private static final class TooLong extends RuntimeException {
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
