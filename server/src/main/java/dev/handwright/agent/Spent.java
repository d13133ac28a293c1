package dev.handwright.agent;

import java.util.Locale;

/**
 * What calls of models have taken.
 *
 * @param micros millionths of a dollar; models without known prices count nothing
 */
public record Spent(int calls, Usage usage, long micros) {
    public static final Spent NOTHING = new Spent(0, Usage.NONE, 0);

    public Spent plus(Usage more, long cost) {
        return new Spent(calls + 1, usage.plus(more), micros + cost);
    }

    /** As in {@code $0.0315}. */
    public static String dollars(long micros) {
        return String.format(Locale.ROOT, "$%.4f", micros / 1e6);
    }
}
