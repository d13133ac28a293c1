package dev.handwright.retention;

import java.util.Locale;

/** What is kept for a time of its own, counted from the end of the run or the recording. */
public enum Kept {
    /** All there is of a run: its row, events, steps and files. */
    RUNS,
    /** The files of runs and the films of desktops, recordings included. */
    FILES,
    /** Recordings alone, which are the largest. */
    RECORDINGS;

    /** As in requests and in the database. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
