package dev.handwright.adapter.local;

import dev.handwright.secrets.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A secret that a program prints, such as the client of a vault. */
public final class PrintedSecret {
    private static final long SECONDS = 30;
    private static final int LONGEST = 64 * 1024;

    private PrintedSecret() {}

    /**
     * Runs it without a shell and with a bare environment; what it says of errors goes to ours.
     *
     * @param command the program and its arguments
     * @throws IOException when it cannot be run, fails, or takes longer than 30 s
     */
    public static Secret of(List<String> command) throws IOException {
        var process = Command.of(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var end = process.toHandle().onExit().orTimeout(SECONDS, TimeUnit.SECONDS);
        var _ =
                end.exceptionally(_ -> {
                    process.destroyForcibly();
                    return process.toHandle();
                });
        try {
            var text = process.getInputStream().readNBytes(LONGEST);
            int exit = process.waitFor();
            if (exit != 0) {
                throw new IOException("it ended with " + exit + ", after at most 30 s");
            }
            return new Secret(new String(text, StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while it ran", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
