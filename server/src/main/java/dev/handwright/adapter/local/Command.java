package dev.handwright.adapter.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Starts programs from argument lists; no shell reads them and nothing of our own is inherited. */
final class Command {
    private static final Map<String, String> ENVIRONMENT =
            Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "LANG", "C.UTF-8");

    /** For the small tools (mount, ip, nft …): what takes longer hangs. */
    private static final long SECONDS = 20;

    private static final int LONGEST_COMPLAINT = 2000;

    private Command() {}

    /** A builder in {@code /} with a bare environment. */
    static ProcessBuilder of(List<String> arguments) {
        var builder = new ProcessBuilder(arguments).directory(new java.io.File("/"));
        builder.environment().clear();
        builder.environment().putAll(ENVIRONMENT);
        builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
        return builder;
    }

    /**
     * Runs a tool to its end.
     *
     * @throws IOException when it fails, with its first words
     */
    static void run(String... arguments) throws IOException {
        var result = tryRun(arguments);
        if (result.exit() != 0) {
            throw new IOException(
                    "%s failed with %d: %s"
                            .formatted(
                                    String.join(" ", arguments),
                                    result.exit(),
                                    result.output().strip()));
        }
    }

    /** Runs a tool to its end and tells how that was. */
    static Result tryRun(String... arguments) throws IOException {
        var process = of(List.of(arguments)).redirectErrorStream(true).start();
        try {
            var output = process.getInputStream().readNBytes(4096);
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(arguments[0] + " did not end in " + SECONDS + " s");
            }
            return new Result(process.exitValue(), new String(output, StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + arguments[0], e);
        } finally {
            process.destroyForcibly();
        }
    }

    /**
     * The first words that a process wrote to its standard error, as far as they are there; after
     * its end all are. They wait in a pipe, as a file could be filled by whoever gets hold of it.
     */
    static String complaint(Process process) {
        try {
            var stream = process.getErrorStream();
            var words = stream.readNBytes(Math.min(stream.available(), LONGEST_COMPLAINT));
            return new String(words, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return ""; // closed: nobody wants to know any more
        }
    }

    record Result(int exit, String output) {}
}
