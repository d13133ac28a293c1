package dev.handwright.fakes;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program of {@code dev/} that says where it answers and ends when its standard input does. */
final class DevProgram {
    private DevProgram() {}

    /**
     * Starts it for as long as this JVM lives, whatever ends that.
     *
     * @return its first line
     */
    static String start(String name, String... arguments) {
        var command = new ArrayList<>(List.of(Path.of("../dev", name).toString()));
        command.addAll(List.of(arguments));
        try {
            var process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            var output = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8);
            var line = new BufferedReader(output).readLine();
            if (line == null) {
                throw new IllegalStateException("dev/" + name + " did not start; see its output");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
