package dev.handwright.viewing;

import java.util.Locale;
import java.util.Optional;

/** What a viewer may do. */
public enum Scope {
    /** See the screen, and nothing else: no input goes in, no clipboard comes out. */
    VIEW,
    /** Take over, too. */
    CONTROL;

    /** As in JSON, links and rows. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Scope> of(String word) {
        for (var scope : values()) {
            if (scope.word().equals(word)) {
                return Optional.of(scope);
            }
        }
        return Optional.empty();
    }
}
