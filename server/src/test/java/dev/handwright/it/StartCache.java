package dev.handwright.it;

import dev.handwright.Main;
import dev.handwright.fakes.Await;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The program of this build as a jar with a start-up cache, as it is delivered (JEP 514): a start
 * takes half the work, and tests start it a hundred times. It is kept beside the classes, and made
 * anew where one of them is newer.
 */
final class StartCache {
    private static final List<String> OPTIONS =
            List.of(
                    "-Xmx192m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "--enable-native-access=ALL-UNNAMED",
                    "-Xlog:aot=off");

    private static final Path CLASSES = classes();
    private static final Path JAR = CLASSES.resolveSibling("it-program.jar");
    private static final Path CACHE = CLASSES.resolveSibling("it-program.aot");

    static {
        try {
            if (!Files.exists(CACHE) || changed(CLASSES) > changed(CACHE)) {
                make();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private StartCache() {}

    /** Options of a JVM for the program, with the class path. */
    static List<String> jvm() {
        return options("-XX:AOTCache=" + CACHE);
    }

    private static List<String> options(String... more) {
        var all = new ArrayList<>(OPTIONS);
        all.addAll(List.of(more));
        all.addAll(List.of("-cp", JAR + File.pathSeparator + libraries()));
        return all;
    }

    private static void make() throws IOException, InterruptedException {
        Files.deleteIfExists(CACHE);
        var silent = new PrintStream(OutputStream.nullOutputStream());
        var jar = ToolProvider.findFirst("jar").orElseThrow();
        if (jar.run(silent, silent, "-c0f", "" + JAR, "-C", "" + CLASSES, ".") != 0) {
            throw new AssertionError("no jar can be made of " + CLASSES);
        }
        var folder = Files.createTempDirectory("hw-cache-");
        var cache = folder.resolve("it-program.aot");
        train(folder, cache);
        Files.move(cache, CACHE, StandardCopyOption.REPLACE_EXISTING);
        try (var files = Files.walk(folder)) {
            for (var file : files.toList().reversed()) {
                Files.delete(file);
            }
        }
    }

    /** A server starts on a folder of its own and is stopped; its JVM writes the cache then. */
    private static void train(Path folder, Path cache) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                options(
                        "-XX:AOTCacheOutput=" + cache,
                        "-XX:+UnlockDiagnosticVMOptions",
                        "-XX:-AOTRecordTraining"));
        command.addAll(List.of("dev.handwright.Main", "serve", "--allow-unisolated"));
        command.addAll(List.of("--set", "http.port=0", "--set"));
        command.add("storage.data=" + folder.resolve("data"));
        command.addAll(List.of("--set", "storage.runtime=" + folder.resolve("run")));
        var log = folder.resolve("log");
        var process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        Await.that(
                Duration.ofMinutes(2),
                () -> !process.isAlive() || read(log).contains("answers at"));
        process.destroy();
        if (!process.waitFor(2, TimeUnit.MINUTES) || !Files.exists(cache)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError("no start-up cache was made: " + read(log));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path classes() {
        try {
            var classes = Main.class.getProtectionDomain().getCodeSource().getLocation();
            return Path.of(classes.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Everything but the tests' and the program's own classes. */
    private static String libraries() {
        return Stream.of(ProgramProcess.classPath().split(File.pathSeparator))
                .filter(it -> it.endsWith(".jar"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** When the newest file in there was. */
    private static long changed(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.mapToLong(it -> it.toFile().lastModified()).max().orElse(0);
        }
    }
}
