package dev.handwright.agent;

/**
 * Tokens of one or more calls.
 *
 * @param input without those that a cache gave or took
 * @param output with the model's thoughts
 */
public record Usage(long input, long output, long cacheRead, long cacheWrite) {
    public static final Usage NONE = new Usage(0, 0, 0, 0);

    public long tokens() {
        return input + output + cacheRead + cacheWrite;
    }

    public Usage plus(Usage other) {
        return new Usage(
                input + other.input,
                output + other.output,
                cacheRead + other.cacheRead,
                cacheWrite + other.cacheWrite);
    }
}
