package dev.handwright.edge.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "version", description = "Print the version.", mixinStandardHelpOptions = true)
final class VersionCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        var version = VersionCommand.class.getPackage().getImplementationVersion();
        spec.commandLine().getOut().println("handwright " + (version == null ? "dev" : version));
        return 0;
    }
}
