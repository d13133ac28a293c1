package dev.handwright.edge.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
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
        var line = new CommandLine(new Handwright());
        subcommands(arguments).forEach((name, make) -> line.addSubcommand(name, make.get()));
        line.setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((e, _, _) -> failed(e));
        line.setOut(out);
        line.setErr(err);
        return line.execute(arguments);
    }

    /**
     * Only the one that is named, where one is: to make all takes a third of the server's start.
     */
    private Map<String, Supplier<Object>> subcommands(String... arguments) {
        var all = new LinkedHashMap<String, Supplier<Object>>();
        all.put("serve", () -> new ServeCommand(program));
        all.put("launcher", () -> new LauncherCommand(program));
        all.put("migrate", () -> new MigrateCommand(program));
        all.put("workspaces", () -> WorkspaceCommands.line(program));
        all.put("keys", () -> KeyCommands.line(program));
        all.put("webhook-secret", () -> WebhookSecretCommands.line(program, System.in));
        all.put("workflow", () -> WorkflowCommands.line(environment));
        all.put("run", () -> RunCommands.line(environment));
        all.put("desktop", () -> DesktopCommands.line(environment, System.in, System.out));
        all.put("schedules", () -> ScheduleCommands.line(environment));
        all.put("retention", () -> RetentionCommands.line(environment));
        all.put("nodes", () -> new NodesCommand(environment));
        all.put("version", VersionCommand::new);
        if (arguments.length > 0 && all.containsKey(arguments[0])) {
            all.keySet().retainAll(Set.of(arguments[0]));
        }
        return all;
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
