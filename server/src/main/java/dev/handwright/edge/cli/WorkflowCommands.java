package dev.handwright.edge.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code handwright workflow deploy|list}, over HTTP. */
@Command(
        name = "workflow",
        description = "Publish and list workflows.",
        mixinStandardHelpOptions = true)
final class WorkflowCommands {
    private final Map<String, String> environment;

    private WorkflowCommands(Map<String, String> environment) {
        this.environment = environment;
    }

    static CommandLine line(Map<String, String> environment) {
        return new CommandLine(new WorkflowCommands(environment));
    }

    @Command(
            name = "deploy",
            description = {
                "Publish a file or a folder.",
                "A workflow of the same name gets a new version, otherwise a new one is made."
            },
            mixinStandardHelpOptions = true)
    int deploy(
            @Mixin ApiFlags flags,
            @Parameters(paramLabel = "FILE|FOLDER", description = "Python or Java.") Path path,
            @Option(names = "--name", description = "Else the folder's or the file's name.")
                    @Nullable String name,
            @Option(names = "--id", description = "A new version of just this workflow.")
                    @Nullable String id) {
        var source = WorkflowSource.read(path);
        var wanted = name == null ? source.name() : name;
        var client = flags.client(environment);
        var target = id != null ? id : existing(client, wanted);
        var body = new LinkedHashMap<String, Object>();
        body.put("name", wanted);
        body.put("files", source.files());
        var answer =
                target == null
                        ? client.post("/workflows", body)
                        : client.put("/workflows/" + ApiClient.escape(target), body);
        var published = String.valueOf(answer.get("workflowId"));
        flags.show(
                answer,
                published,
                "%s version %s is published: %s"
                        .formatted(wanted, answer.get("version"), published));
        return 0;
    }

    @Command(name = "list", description = "List workflows.", mixinStandardHelpOptions = true)
    int list(@Mixin ApiFlags flags) {
        var answer = flags.client(environment).get("/workflows?limit=100");
        flags.table(answer, "workflows", List.of("workflowId", "version", "name"));
        return 0;
    }

    /** The id of the one workflow of that name, null when there is none. */
    static @Nullable String existing(ApiClient client, String name) {
        var found = new ArrayList<String>();
        for (var it : client.all("/workflows?limit=100", "workflows")) {
            if (name.equals(it.get("name"))) {
                found.add(String.valueOf(it.get("workflowId")));
            }
        }
        if (found.size() > 1) {
            throw new ApiClient.Failure(
                    List.of(
                            "%d workflows are named %s; say which one by its id: %s"
                                    .formatted(found.size(), name, String.join(", ", found))));
        }
        return found.isEmpty() ? null : found.getFirst();
    }
}
