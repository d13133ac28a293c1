package dev.handwright.base;

import java.time.Duration;
import java.util.regex.Pattern;

/** Durations as settings write them: {@code 250 ms}, {@code 10 s}, {@code 5 m}, {@code 7 d}. */
public final class Durations {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");

    private Durations() {}

    /**
     * Reads a whole number and its unit (ms, s, m, h, d).
     *
     * @throws IllegalArgumentException naming the text and the form it should have
     */
    public static Duration parse(String text) {
        var match = FORM.matcher(text.strip());
        if (!match.matches()) {
            throw new IllegalArgumentException(
                    "'%s' is no duration; write a number and ms, s, m, h or d, as in 30 s"
                            .formatted(text));
        }
        long count = Long.parseLong(match.group(1));
        return switch (match.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }
}
