package dev.handwright.base;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A place in a listing that is sorted by time and then id; what follows it comes on the next page,
 * whatever was added or removed meanwhile.
 */
public record Cursor(Instant at, String id) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,15}):([A-Za-z0-9_-]{1,64})");

    /** For the client, who gives it back as it is. */
    public String text() {
        var plain = at.toEpochMilli() + ":" + id;
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads what {@link #text} wrote; empty for anything else. */
    public static Optional<Cursor> parse(String text) {
        try {
            var plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            var match = FORM.matcher(plain);
            return match.matches()
                    ? Optional.of(
                            new Cursor(
                                    Instant.ofEpochMilli(Long.parseLong(match.group(1))),
                                    match.group(2)))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
