package dev.handwright.edge.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code handwright keys sealing new|rotate}, on the keys of the server of this machine. */
@Command(
        name = "sealing",
        description = "The server's own keys, which seal secrets in its database.",
        mixinStandardHelpOptions = true)
final class SealingCommands {
    private final Program program;
    @Spec private CommandSpec spec = CommandSpec.create();

    SealingCommands(Program program) {
        this.program = program;
    }

    @Command(
            name = "new",
            description = "Print a new key, for storage.keys or what storage.keys_command prints.",
            mixinStandardHelpOptions = true)
    int make(@Mixin SettingsFlags flags) {
        spec.commandLine().getOut().println(program.newServerKey());
        return 0;
    }

    @Command(
            name = "rotate",
            description =
                    "Put a new key first in the key file; the older ones open what they sealed.",
            mixinStandardHelpOptions = true)
    int rotate(@Mixin SettingsFlags flags) {
        if (!program.rotateServerKeys(flags)) {
            throw new Program.Refusal(
                    List.of(
                            "The keys are in storage.keys or from storage.keys_command: put there what"
                                    + " `handwright keys sealing new` prints, before the others."));
        }
        spec.commandLine().getErr().println("A new key is first. Restart the server to use it.");
        return 0;
    }
}
