package dev.handwright;

import dev.handwright.edge.cli.Cli;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command line on a database of a test's own, and what the last command said. */
final class LocalCommands {
    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();
    private final Path folder;

    LocalCommands(Path folder) {
        this.folder = folder;
    }

    /** With the key file that a server's first start makes. */
    LocalCommands withKeys() throws IOException {
        var data = Files.createDirectories(folder.resolve("data"));
        var key = "a1 " + "A".repeat(43) + "=\n";
        PrivateFile.write(data.resolve("server.keys"), key.getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    /** Its exit code. */
    int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        var all = new ArrayList<>(List.of(arguments));
        all.add("--set=storage.data=" + folder.resolve("data"));
        all.add("--set=storage.runtime=" + folder.resolve("run"));
        var stdout = new PrintWriter(out, true);
        var program = new LocalProgram(Map.of(), stdout);
        return new Cli(program, Map.of(), stdout, new PrintWriter(err, true))
                .run(all.toArray(new String[0]));
    }
}
