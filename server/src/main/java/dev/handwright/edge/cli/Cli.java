package dev.handwright.edge.cli;

import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line: {@code handwright <command> …}; exit codes 0, 1 (failed) and 2 (usage). */
public final class Cli {
    private final Program program;
    private final Map<String, String> environment;
    private final PrintWriter out;
    private final PrintWriter err;

    /**
     * @param environment of the process, for the commands that talk to a server
     */
    public Cli(Program program, Map<String, String> environment, PrintWriter out, PrintWriter err) {
        this.program = program;
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    /** Runs one command and returns its exit code. */
    public int run(String... arguments) {
        var line =
                new CommandLine(new Handwright())
                        .addSubcommand(new ServeCommand(program))
                        .addSubcommand(new LauncherCommand(program))
                        .addSubcommand(WorkspaceCommands.line(program))
                        .addSubcommand(KeyCommands.line(program))
                        .addSubcommand(WebhookSecretCommands.line(program, System.in))
                        .addSubcommand(WorkflowCommands.line(environment))
                        .addSubcommand(RunCommands.line(environment))
                        .addSubcommand(new VersionCommand())
                        .setCaseInsensitiveEnumValuesAllowed(true)
                        .setExecutionExceptionHandler((e, _, _) -> failed(e));
        line.setOut(out);
        line.setErr(err);
        return line.execute(arguments);
    }

    private int failed(Exception e) throws Exception {
        if (e instanceof Program.Refusal refusal) {
            refusal.sentences().forEach(err::println);
            return 2;
        }
        if (e instanceof ApiClient.Failure failure) {
            failure.sentences().forEach(err::println);
            return 1;
        }
        throw e;
    }

    @Command(
            name = "handwright",
            description = "Runs workflows on real desktops.",
            mixinStandardHelpOptions = true,
            synopsisSubcommandLabel = "COMMAND")
    private static final class Handwright {}
}
