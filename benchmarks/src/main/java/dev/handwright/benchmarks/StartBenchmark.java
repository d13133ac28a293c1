package dev.handwright.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * From the start of {@code handwright serve} to its first 200, on an empty database and on one that
 * is there, with the start-up cache and without; and the memory that it then takes.
 */
public final class StartBenchmark {
    private static final int TIMES = 7;

    private static final List<String> WITHOUT_CACHE =
            List.of(
                    "dev/handwright",
                    "dev/find-jdk",
                    "server/target/handwright.jar",
                    "server/target/libsqlitejdbc.so");

    private StartBenchmark() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var checkout = Path.of(System.getProperty("handwright.checkout"));
        row("start to first 200, AOT cache", "≤ 1,000 ms", checkout.resolve("dev/handwright"));
        var without = Files.createTempDirectory("handwright-without");
        try {
            for (var file : WITHOUT_CACHE) {
                var copy = without.resolve(Path.of(file).getFileName());
                Files.copy(checkout.resolve(file), copy, StandardCopyOption.COPY_ATTRIBUTES);
            }
            row("start to first 200, without", "≤ 2,000 ms", without.resolve("handwright"));
        } finally {
            delete(without);
        }
    }

    private static void row(String figure, String goal, Path program)
            throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("handwright-start");
        try {
            var first = start(folder, program);
            var later = new Start[TIMES];
            for (int i = 0; i < TIMES; i++) {
                later[i] = start(folder, program);
            }
            Arrays.sort(later, Comparator.comparingLong(Start::millis));
            var median = later[TIMES / 2];
            PrintStream out = System.out;
            out.println(
                    String.format(
                            Locale.ROOT,
                            "| %s | %s | %d ms | %d ms on an empty folder; RSS %d MB |",
                            figure,
                            goal,
                            median.millis,
                            first.millis,
                            median.megabytes));
        } finally {
            delete(folder);
        }
    }

    private static Start start(Path folder, Path program) throws IOException, InterruptedException {
        int port = freePort();
        var command =
                new ProcessBuilder(
                        program.toString(),
                        "serve",
                        "--allow-unisolated",
                        "--set=http.port=" + port,
                        "--set=storage.data=" + folder.resolve("data"),
                        "--set=storage.runtime=" + folder.resolve("run"),
                        "--set=desktops.pool=0",
                        "--set=sandboxes.warm_python=0",
                        "--set=sandboxes.warm_java=0");
        command.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile());
        long begun = System.nanoTime();
        var process = command.start();
        try {
            while (!healthy(port)) {
                if (process.waitFor(5, TimeUnit.MILLISECONDS)) {
                    throw new IOException(Files.readString(folder.resolve("log")));
                }
            }
            long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
            return new Start(took, megabytes(process.pid()));
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    private static boolean healthy(int port) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            var request = "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.startsWith("HTTP/1.1 200");
        } catch (java.net.ConnectException e) {
            return false;
        }
    }

    /** Resident memory; the launching shell has replaced itself with the JVM by now. */
    private static long megabytes(long pid) throws IOException {
        for (var line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
            }
        }
        throw new IOException("no VmRSS of " + pid);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private record Start(long millis, long megabytes) {}
}
