package dev.handwright.edge.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code handwright workspaces create|list}, on the database of this machine. */
@Command(
        name = "workspaces",
        description = "Make and list workspaces (on this machine's database).",
        mixinStandardHelpOptions = true)
final class WorkspaceCommands {
    private final Program program;
    @Spec private CommandSpec spec = CommandSpec.create();

    private WorkspaceCommands(Program program) {
        this.program = program;
    }

    static CommandLine line(Program program) {
        return new CommandLine(new WorkspaceCommands(program));
    }

    @Command(name = "create", description = "Make a workspace.", mixinStandardHelpOptions = true)
    int create(
            @Mixin SettingsFlags flags,
            @Parameters(paramLabel = "NAME", description = "1 to 128 characters.") String name) {
        if (name.isBlank() || name.length() > 128) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "NAME must have 1 to 128 characters.");
        }
        return program.onWorkspaces(
                flags,
                workspaces -> {
                    spec.commandLine().getOut().println(workspaces.create(name).id());
                    return 0;
                });
    }

    @Command(name = "list", description = "List workspaces.", mixinStandardHelpOptions = true)
    int list(@Mixin SettingsFlags flags) {
        return program.onWorkspaces(
                flags,
                workspaces -> {
                    var out = spec.commandLine().getOut();
                    workspaces
                            .list()
                            .forEach(it ->
                                    out.printf("%s  %s  %s%n", it.id(), it.createdAt(), it.name()));
                    return 0;
                });
    }
}
