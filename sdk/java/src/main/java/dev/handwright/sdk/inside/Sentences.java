package dev.handwright.sdk.inside;

import dev.handwright.sdk.ValidationException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a person reads when a workflow threw.
 *
 * @param limits of the sandbox: memory, processes, outputBytes, outputFiles
 */
record Sentences(Map<String, Long> limits) {
    private static final int FRAMES = 30;
    private static final Set<String> OURS = Set.of("app", "platform", "boot");

    Map<String, Object> raised(Throwable thrown) {
        var type =
                thrown instanceof ValidationException
                        ? "ValidationError"
                        : thrown.getClass().getSimpleName();
        var message = thrown.getMessage();
        if (message == null || message.isBlank()) {
            message = "%s: the workflow failed without a message%s.".formatted(type, where(thrown));
        }
        var hint = limit(thrown);
        return Execution.raised(type, hint.isEmpty() ? message : message + " (" + hint + ")");
    }

    private String limit(Throwable thrown) {
        var message = String.valueOf(thrown.getMessage());
        if (thrown instanceof OutOfMemoryError && message.contains("native thread")) {
            return "the sandbox has at most %d processes and threads"
                    .formatted(limits.getOrDefault("processes", 0L));
        }
        if (thrown instanceof OutOfMemoryError) {
            return "the sandbox has %s of memory"
                    .formatted(size(limits.getOrDefault("memory", 0L)));
        }
        if (thrown instanceof StackOverflowError) {
            return "calls that never return";
        }
        if (thrown instanceof IOException
                && (message.contains("No space left") || message.contains("File too large"))) {
            return "/assets and /artifacts hold at most %s and %d files"
                    .formatted(
                            size(limits.getOrDefault("outputBytes", 0L)),
                            limits.getOrDefault("outputFiles", 0L));
        }
        return "";
    }

    private static String where(Throwable thrown) {
        for (var frame : thrown.getStackTrace()) {
            if (isOwn(frame)) {
                return ", at line %d of %s".formatted(frame.getLineNumber(), frame.getFileName());
            }
        }
        return "";
    }

    /** Writes the workflow's part of the stack trace. */
    static void print(@Nullable Throwable thrown, PrintStream out) {
        var prefix = "";
        for (var it = thrown; it != null; it = it.getCause()) {
            out.println(prefix + it);
            int count = 0;
            for (var frame : it.getStackTrace()) {
                if (isOwn(frame) && count++ < FRAMES) {
                    out.println("    at " + frame);
                }
            }
            prefix = "Caused by: ";
        }
    }

    private static boolean isOwn(StackTraceElement frame) {
        return frame.getClassLoaderName() != null && !OURS.contains(frame.getClassLoaderName());
    }

    /** A number of bytes for people: {@code 512 MiB}. */
    static String size(long bytes) {
        var units = new String[] {"bytes", "KiB", "MiB", "GiB"};
        double count = bytes;
        int unit = 0;
        while (count >= 1024 && unit < units.length - 1) {
            count /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", count, units[unit]).replace(".0 ", " ");
    }
}
