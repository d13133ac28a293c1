package dev.handwright.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A private PostgreSQL with fsync on; closing it removes it. */
final class BenchPostgres implements AutoCloseable {
    private final Process process;
    private final String url;

    private BenchPostgres(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    static BenchPostgres start() throws IOException {
        var checkout = Path.of(System.getProperty("handwright.checkout", "."));
        var process =
                new ProcessBuilder(checkout.resolve("dev/postgres").toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        var lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        var url = lines.readLine();
        if (url == null) {
            throw new IOException("dev/postgres did not start");
        }
        return new BenchPostgres(process, url);
    }

    /** As it is written in {@code storage.database}. */
    String url() {
        return url;
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close(); // which it waits for
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
