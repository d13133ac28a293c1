package dev.handwright.adapter.local;

/** A program on a desktop that a test types into. */
interface TypedText {
    /**
     * What it holds: as soon as that is {@code wanted}, else once it has not changed for some
     * seconds.
     */
    String await(String wanted) throws Exception;

    /** Empties it, by a key. */
    void clear() throws Exception;
}
