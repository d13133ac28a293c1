package dev.handwright.benchmarks;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Measures one figure and prints its row for docs/benchmarks.md. */
final class Row {
    private Row() {}

    /** One operation. */
    interface Step {
        void run() throws IOException, InterruptedException;
    }

    /**
     * @param before what makes the next one ready; not measured
     * @return milliseconds, sorted
     */
    static double[] measure(int warm, int count, Step before, Step step)
            throws IOException, InterruptedException {
        var millis = new double[count];
        for (int i = -warm; i < count; i++) {
            before.run();
            long start = System.nanoTime();
            step.run();
            if (i >= 0) {
                millis[i] = (System.nanoTime() - start) / 1e6;
            }
        }
        Arrays.sort(millis);
        return millis;
    }

    static double median(double[] sorted) {
        return sorted[sorted.length / 2];
    }

    static void print(String figure, String goal, double[] sorted, String beside) {
        print(figure + ", p50", goal, "%.1f ms".formatted(median(sorted)), beside);
    }

    static void print(String figure, String goal, String measured, String beside) {
        var out = System.out;
        out.println(
                String.format(
                        Locale.ROOT, "| %s | %s | %s | %s |", figure, goal, measured, beside));
    }

    /** How a peer does, and how many times longer that is. */
    static String beside(String peer, double[] theirs, double[] ours) {
        return String.format(
                Locale.ROOT,
                "%s %.1f ms, %.0f ×",
                peer,
                median(theirs),
                median(theirs) / median(ours));
    }

    static void pause(long millis) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(millis);
    }
}
