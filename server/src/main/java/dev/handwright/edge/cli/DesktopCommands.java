package dev.handwright.edge.cli;

import java.io.OutputStream;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code handwright desktop …}, over HTTP. */
@Command(name = "desktop", description = "Use desktops.", mixinStandardHelpOptions = true)
final class DesktopCommands {
    private DesktopCommands() {}

    /**
     * @param bytes where a file goes that is downloaded to standard output
     */
    static CommandLine line(Map<String, String> environment, OutputStream bytes) {
        return new CommandLine(new DesktopCommands())
                .addSubcommand(DesktopFileCommands.line(environment, bytes));
    }
}
