package dev.handwright.it;

import java.util.List;
import java.util.Locale;

/** What must not grow while a server works, and by how much the end may be over the beginning. */
enum SoakQuantity {
    SERVER_RSS("server: RSS, KiB", 16_384),
    SERVER_HEAP("server: heap after GC, KiB", 4_096),
    SERVER_FILES("server: file descriptors", 16),
    SERVER_THREADS("server: threads", 8),
    LAUNCHER_RSS("launcher: RSS, KiB", 16_384),
    LAUNCHER_HEAP("launcher: heap after GC, KiB", 4_096),
    LAUNCHER_FILES("launcher: file descriptors", 16),
    LAUNCHER_THREADS("launcher: threads", 8),
    ROOM_USERS("users of rooms", 3),
    ROOM_PROCESSES("processes of rooms", 30),
    RUNTIME("runtime folder, KiB", 1_024),
    ROWS_UNDER_WAY("rows of what is under way", 100),
    ROWS("other rows, each run", 20, true),
    DATA("data folder, KiB each run", 256, true);

    private static final double SHARE = 0.10;
    private static final double SHARE_OF_RATE = 0.5;

    private final String words;
    private final double slack;
    private final boolean eachRun;

    SoakQuantity(String words, double slack) {
        this(words, slack, false);
    }

    /**
     * @param slack in the quantity's unit; a tenth of what it was is allowed where that is more
     * @param eachRun it grows with the runs that have ended: what is compared is by how much for
     *     one, of which half again is allowed, for runs are not alike
     */
    SoakQuantity(String words, double slack, boolean eachRun) {
        this.words = words;
        this.slack = slack;
        this.eachRun = eachRun;
    }

    /** The second quarter of the time beside the last. The first is for warming up. */
    record Verdict(SoakQuantity quantity, double before, double after, double bound) {
        boolean isFlat() {
            return after <= bound;
        }

        /** As docs/benchmarks.md has it. */
        String row() {
            return String.format(
                    Locale.ROOT,
                    "| %s | ≤ %.0f | %.0f%s | %.0f |",
                    quantity.words,
                    bound,
                    after,
                    isFlat() ? "" : ", **not flat**",
                    before);
        }
    }

    /**
     * @param samples at even times, at least eight
     * @param runs that had ended at each of them
     */
    Verdict judge(List<Long> samples, List<Long> runs) {
        int quarter = samples.size() / 4;
        if (quarter < 2) {
            throw new IllegalArgumentException("only " + samples.size() + " samples");
        }
        int last = samples.size() - quarter;
        double before = between(samples, runs, quarter, 2 * quarter);
        double after = between(samples, runs, last, samples.size());
        double share = eachRun ? SHARE_OF_RATE : SHARE;
        return new Verdict(this, before, after, before + Math.max(slack, share * before));
    }

    private double between(List<Long> samples, List<Long> runs, int from, int to) {
        if (!eachRun) {
            return samples.subList(from, to).stream().sorted().toList().get((to - from) / 2);
        }
        long ended = Math.max(1, runs.get(to - 1) - runs.get(from - 1));
        return (samples.get(to - 1) - samples.get(from - 1)) / (double) ended;
    }
}
