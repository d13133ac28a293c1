package dev.handwright.edge.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "serve", description = "Run the server.", mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    private final Program program;
    @Mixin private final SettingsFlags flags = new SettingsFlags();

    ServeCommand(Program program) {
        this.program = program;
    }

    @Override
    public Integer call() {
        return program.serve(flags);
    }
}
