package dev.handwright.base;

import java.util.Locale;
import java.util.regex.Pattern;

/** A number of bytes, written in settings as {@code 512 MiB} (B, KiB, MiB, GiB). */
public record ByteSize(long bytes) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,12})\\s*(B|KiB|MiB|GiB)?");

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size cannot be negative: " + bytes);
        }
    }

    public static ByteSize mebibytes(long count) {
        return new ByteSize(count << 20);
    }

    /**
     * Reads {@code 1048576}, {@code 1024 KiB}, {@code 1 MiB} …
     *
     * @throws IllegalArgumentException naming the text and the form it should have
     */
    public static ByteSize parse(String text) {
        var match = FORM.matcher(text.strip());
        if (!match.matches()) {
            throw new IllegalArgumentException(
                    "'%s' is no size; write a number and B, KiB, MiB or GiB, as in 512 MiB"
                            .formatted(text));
        }
        var unit = match.group(2) == null ? "B" : match.group(2);
        int shift =
                switch (unit) {
                    case "KiB" -> 10;
                    case "MiB" -> 20;
                    case "GiB" -> 30;
                    default -> 0;
                };
        return new ByteSize(Math.multiplyExact(Long.parseLong(match.group(1)), 1L << shift));
    }

    @Override
    public String toString() {
        for (var unit : new String[] {"GiB", "MiB", "KiB"}) {
            long one = parse("1 " + unit).bytes;
            if (bytes >= one && bytes % one == 0) {
                return String.format(Locale.ROOT, "%d %s", bytes / one, unit);
            }
        }
        return bytes + " B";
    }
}
