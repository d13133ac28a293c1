package dev.handwright.desktops;

import dev.handwright.desktops.Drive.DriveRefused;
import java.nio.charset.StandardCharsets;

/** The name of a file or folder: one segment, in any script, at most 255 bytes of UTF-8. */
public record FileName(String value) {
    private static final int LONGEST = 255;

    /**
     * @throws IllegalArgumentException for what {@link #of} refuses
     */
    public FileName {
        var wrong = wrong(value);
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(wrong);
        }
    }

    /**
     * @throws DriveRefused for a name that none can have, with the reason
     */
    public static FileName of(String value) throws DriveRefused {
        var wrong = wrong(value);
        if (!wrong.isEmpty()) {
            throw new DriveRefused(Drive.Why.INVALID, wrong);
        }
        return new FileName(value);
    }

    /** What is wrong with it, as the rest of a sentence; empty for a good one. */
    static String wrong(String name) {
        if (name.isEmpty()) {
            return "must not be empty";
        }
        if (name.equals(".") || name.equals("..")) {
            return "must not be . or ..";
        }
        if (name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
            return "must not have / or \\ in it";
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            return "must not have control characters in it";
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            return "must have at most %d bytes in UTF-8".formatted(LONGEST);
        }
        return "";
    }

    @Override
    public String toString() {
        return value;
    }
}
