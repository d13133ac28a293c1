package dev.handwright.adapter.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** What an {@link EventsProgram} reports after one action, brought to the words of a case. */
final class ReportedEvents {
    /** Whatever comes later than this after the last expected event is not noticed. */
    private static final Duration QUIET = Duration.ofMillis(120);

    private static final Duration LONGEST = Duration.ofSeconds(8);
    private static final Pattern WHEEL = Pattern.compile("wheel (\\S+) (-?\\d+) (-?\\d+) (\\S+)");

    /** What Chromium scrolls by one step of the wheel; GTK says 1. */
    private static final int STEP = 120;

    private static final long HELD_TOLERANCE_MS = 120;

    private final PageServer pages;
    private final List<String> lines = new ArrayList<>();

    ReportedEvents(PageServer pages) {
        this.pages = pages;
    }

    /** Waits for what is expected, and a moment longer for what is not. */
    List<String> await(List<String> expected, Duration hold) throws InterruptedException {
        long end = System.nanoTime() + LONGEST.toNanos();
        var seen = reduced(expected, hold);
        while (!seen.equals(expected) && System.nanoTime() < end) {
            take(end - System.nanoTime());
            seen = reduced(expected, hold);
        }
        boolean more = true;
        while (more) {
            more = take(QUIET.toNanos());
        }
        return reduced(expected, hold);
    }

    private boolean take(long nanos) throws InterruptedException {
        var report = pages.reports.poll(nanos, TimeUnit.NANOSECONDS);
        if (report != null) {
            lines.addAll(report.lines().toList());
        }
        return report != null;
    }

    private List<String> reduced(List<String> expected, Duration hold) {
        boolean moves = expected.stream().anyMatch(it -> it.startsWith("move"));
        var reduced = new ArrayList<String>();
        int across = 0;
        int down = 0;
        for (var line : lines) {
            var wheel = WHEEL.matcher(line);
            if (wheel.matches()) {
                across += steps(wheel.group(2));
                down += steps(wheel.group(3));
                var sum =
                        "wheel %s %d %d %s".formatted(wheel.group(1), across, down, wheel.group(4));
                int first = indexOfWheel(reduced);
                if (first < 0) {
                    reduced.add(sum);
                } else {
                    reduced.set(first, sum); // Chromium hands keys over faster than turns
                }
            } else if (line.equals("repeat")) {
                if (!reduced.getLast().equals("repeats")) {
                    reduced.add("repeats");
                }
            } else if (line.startsWith("held ")) {
                if (expected.contains("held")) { // else a busy machine held it, not we
                    long off = Long.parseLong(line.substring(5)) - hold.toMillis();
                    reduced.add(Math.abs(off) <= HELD_TOLERANCE_MS ? "held" : line);
                }
            } else if (moves || !line.startsWith("move")) {
                reduced.add(line);
            }
        }
        return reduced;
    }

    private static int indexOfWheel(List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("wheel")) {
                return i;
            }
        }
        return -1;
    }

    private static int steps(String delta) {
        int number = Integer.parseInt(delta);
        return number % STEP == 0 ? number / STEP : number;
    }
}
