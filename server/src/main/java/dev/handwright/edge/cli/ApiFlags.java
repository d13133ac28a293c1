package dev.handwright.edge.cli;

import dev.handwright.base.Json;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The flags of every command that talks to a server, and how its answer is shown. */
final class ApiFlags {
    @Option(names = "--api-url", paramLabel = "URL", description = "Else NEN_API_URL, or local.")
    private @Nullable String url;

    @Option(names = "--api-key", paramLabel = "KEY", description = "Else NEN_API_KEY, or the file.")
    private @Nullable String key;

    @Option(names = "--json", description = "Print the server's answer as JSON.")
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "Print ids only.")
    private boolean quiet;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    ApiClient client(Map<String, String> environment) {
        return new ApiClient(ApiSettings.find(url, key, environment));
    }

    PrintWriter out() {
        return command.commandLine().getOut();
    }

    PrintWriter err() {
        return command.commandLine().getErr();
    }

    /** Ends the command as wrongly used. */
    CommandLine.ParameterException misuse(String sentence) {
        return new CommandLine.ParameterException(command.commandLine(), sentence);
    }

    boolean isJson() {
        return json;
    }

    boolean plain() {
        return !json && !quiet;
    }

    /** One answer: as JSON, by its id alone, or as the sentence. */
    void show(Map<String, @Nullable Object> answer, String id, String sentence) {
        out().println(json ? Json.write(answer) : quiet ? id : sentence);
    }

    /** The rows of a list: as JSON, by the first column alone, or as aligned columns. */
    void table(Map<String, @Nullable Object> answer, String list, List<String> columns) {
        if (json) {
            out().println(Json.write(answer));
            return;
        }
        var shown = quiet ? columns.subList(0, 1) : columns;
        for (var row : ApiClient.rows(answer, list)) {
            var cells = shown.stream().map(it -> row.containsKey(it) ? row.get(it) + "" : "");
            out().println(cells.collect(Collectors.joining("  ")).stripTrailing());
        }
    }
}
