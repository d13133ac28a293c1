package dev.handwright.edge.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "launcher",
        description = "Run the launcher (as root): starts desktops and sandboxes for the server.",
        mixinStandardHelpOptions = true)
final class LauncherCommand implements Callable<Integer> {
    private final Program program;
    @Mixin private final SettingsFlags flags = new SettingsFlags();

    LauncherCommand(Program program) {
        this.program = program;
    }

    @Override
    public Integer call() {
        return program.launcher(flags);
    }
}
