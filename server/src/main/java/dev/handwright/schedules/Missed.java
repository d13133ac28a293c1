package dev.handwright.schedules;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What becomes of ticks whose time has passed while no server was there to see them. */
public enum Missed {
    /** They start nothing. */
    SKIP,
    /** The last of them starts a run. */
    ONCE,
    /** Each starts a run, the last {@link Schedules#MOST_MISSED} at most. */
    ALL;

    /** As in requests and in the database. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Missed> of(String word) {
        return Arrays.stream(values()).filter(it -> it.word().equals(word)).findFirst();
    }
}
