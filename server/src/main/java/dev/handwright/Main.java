package dev.handwright;

import dev.handwright.edge.cli.Cli;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Where the process begins, and the only place that ends it. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        // On few processors a handful of pinned carriers would stop every virtual thread.
        System.setProperty(
                "jdk.virtualThreadScheduler.parallelism",
                Integer.toString(Math.max(8, Runtime.getRuntime().availableProcessors())));
        var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        var cli = new Cli(new LocalProgram(System.getenv(), out), System.getenv(), out, err);
        System.exit(cli.run(arguments));
    }
}
