package dev.handwright.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A program of examples/ as its users start it, on a free port; closing it ends it. */
public final class ExampleProgram implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;
    private final URI address;

    private ExampleProgram(Process process) throws IOException {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
        var greeting = String.valueOf(output.readLine());
        int url = greeting.indexOf("http://");
        if (url < 0) {
            close();
            throw new IOException("it did not start: " + greeting);
        }
        this.address = URI.create(greeting.substring(url).strip().replaceFirst("/$", ""));
    }

    /** The clinic's portal. */
    public static ExampleProgram portal() throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return start(Map.of(), java, "-XX:TieredStopAtLevel=1", "examples/portal/Portal.java", "0");
    }

    /** The webhook receiver. */
    public static ExampleProgram receiver(String secret) throws IOException {
        return start(
                Map.of("WEBHOOK_SECRET", secret),
                "/usr/bin/python3",
                "examples/02-signed-webhook/receiver.py",
                "0");
    }

    private static ExampleProgram start(Map<String, String> environment, String... command)
            throws IOException {
        var builder =
                new ProcessBuilder(command).directory(root().toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return new ExampleProgram(builder.start());
    }

    /** The repository. */
    public static Path root() {
        var here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("examples"))
                ? here
                : Objects.requireNonNull(here.getParent());
    }

    public URI address() {
        return address;
    }

    /** The next line it prints; waits for it. */
    public String line() throws IOException {
        return String.valueOf(output.readLine());
    }

    /** The next lines it prints. */
    public List<String> lines(int count) throws IOException {
        var lines = new ArrayList<String>();
        while (lines.size() < count) {
            lines.add(line());
        }
        return lines;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
