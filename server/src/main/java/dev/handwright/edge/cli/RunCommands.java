package dev.handwright.edge.cli;

import dev.handwright.base.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code handwright run start|status|logs|cancel|list}, over HTTP. */
@Command(
        name = "run",
        description = "Start runs and look at them.",
        mixinStandardHelpOptions = true)
final class RunCommands {
    private static final String RUN = "RUN_ID";
    private static final String WHICH = "As `run start` printed it.";

    private final Map<String, String> environment;

    private RunCommands(Map<String, String> environment) {
        this.environment = environment;
    }

    static CommandLine line(Map<String, String> environment) {
        return new CommandLine(new RunCommands(environment));
    }

    /** What `run start` takes beside the server's address. */
    static final class StartFlags {
        @Parameters(paramLabel = "WORKFLOW", description = "Id or name.")
        String workflow = "";

        @Option(
                names = {"-p", "--param"},
                paramLabel = "NAME=VALUE",
                description = "One parameter; may be repeated.")
        Map<String, String> params = new LinkedHashMap<>();

        @Option(names = "--params", paramLabel = "FILE", description = "Parameters as JSON.")
        @Nullable Path file;

        @Option(names = "--webhook", paramLabel = "URL", description = "Where events go.")
        @Nullable String webhook;

        @Option(names = "--priority", description = "-100 to 100; the higher, the earlier.")
        int priority;

        @Option(
                names = "--idempotency-key",
                paramLabel = "KEY",
                description = "The same key starts one run only.")
        @Nullable String idempotencyKey;

        @Option(
                names = {"-w", "--wait"},
                description = "Show its log until it ends; exit code 1 unless it completed.")
        boolean wait;
    }

    @Command(name = "start", description = "Start a run.", mixinStandardHelpOptions = true)
    int start(@Mixin ApiFlags flags, @Mixin StartFlags start) {
        var params = new LinkedHashMap<String, @Nullable Object>();
        if (start.file != null) {
            params.putAll(read(start.file));
        }
        params.putAll(start.params);
        var client = flags.client(environment);
        var body = new LinkedHashMap<String, @Nullable Object>();
        body.put("workflow_id", workflow(client, start.workflow));
        body.put("workflow_params", params);
        if (start.webhook != null) {
            body.put("webhook_callback", start.webhook);
        }
        if (start.priority != 0) {
            body.put("priority", start.priority);
        }
        var answer =
                start.idempotencyKey == null
                        ? client.post("/runs", body)
                        : client.post("/runs", body, start.idempotencyKey);
        var id = String.valueOf(answer.get("messageId"));
        if (!start.wait) {
            flags.show(
                    answer,
                    id,
                    "Run %s is accepted. See it with: handwright run logs -f %s".formatted(id, id));
            return 0;
        }
        new LogView(client, flags).follow(id);
        return status(flags, id);
    }

    @Command(
            name = "status",
            description = {"Show one run.", "Exit code 1 when it ended and did not complete."},
            mixinStandardHelpOptions = true)
    int status(
            @Mixin ApiFlags flags, @Parameters(paramLabel = RUN, description = WHICH) String id) {
        var run = flags.client(environment).get("/runs/" + ApiClient.escape(id));
        var status = String.valueOf(run.get("status"));
        if (flags.plain()) {
            for (var key :
                    List.of(
                            "status",
                            "error_type",
                            "error",
                            "result",
                            "liveViewUrl",
                            "assets",
                            "recording")) {
                var value = run.get(key);
                if (value != null) {
                    flags.out()
                            .printf(
                                    "%-12s %s%n",
                                    key, value instanceof String text ? text : Json.write(value));
                }
            }
        } else {
            flags.show(run, status, status);
        }
        return List.of("failed", "timeout", "cancelled").contains(status) ? 1 : 0;
    }

    @Command(name = "logs", description = "Show a run's log.", mixinStandardHelpOptions = true)
    int logs(
            @Mixin ApiFlags flags,
            @Parameters(paramLabel = RUN, description = WHICH) String id,
            @Option(
                            names = {"-f", "--follow"},
                            description = "Go on until the run ends.")
                    boolean follow) {
        var view = new LogView(flags.client(environment), flags);
        if (follow) {
            view.follow(id);
        } else {
            view.show(id);
        }
        return 0;
    }

    @Command(name = "cancel", description = "Stop a run.", mixinStandardHelpOptions = true)
    int cancel(
            @Mixin ApiFlags flags, @Parameters(paramLabel = RUN, description = WHICH) String id) {
        var answer =
                flags.client(environment)
                        .post("/runs/" + ApiClient.escape(id) + "/cancel", Map.of());
        flags.show(answer, id, "Run %s is asked to stop.".formatted(id));
        return 0;
    }

    @Command(
            name = "list",
            description = "List runs, newest first.",
            mixinStandardHelpOptions = true)
    int list(
            @Mixin ApiFlags flags,
            @Option(names = "--workflow", description = "Id or name.") @Nullable String workflow,
            @Option(names = "--status", description = "Such as queued, running, failed.")
                    @Nullable String status,
            @Option(names = "--limit", defaultValue = "20", description = "20 when left out.")
                    int limit) {
        var client = flags.client(environment);
        var path = new StringBuilder("/runs?limit=" + limit);
        if (workflow != null) {
            path.append("&workflow_id=").append(ApiClient.escape(workflow(client, workflow)));
        }
        if (status != null) {
            path.append("&status=").append(ApiClient.escape(status));
        }
        flags.table(
                client.get(path.toString()),
                "runs",
                List.of("messageId", "status", "createdAt", "error"));
        return 0;
    }

    static String workflow(ApiClient client, String idOrName) {
        if (idOrName.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")) {
            return idOrName;
        }
        var id = WorkflowCommands.existing(client, idOrName);
        if (id == null) {
            throw new ApiClient.Failure(
                    List.of(
                            "There is no workflow named %s; `handwright workflow list` shows them."
                                    .formatted(idOrName)));
        }
        return id;
    }

    static Map<String, @Nullable Object> read(Path file) {
        try {
            return Json.readObject(Files.readString(file));
        } catch (IOException e) {
            throw new ApiClient.Failure(List.of("There is no readable file " + file + "."));
        } catch (Json.BadJson e) {
            throw new ApiClient.Failure(List.of(file + ": " + e.getMessage()));
        }
    }
}
