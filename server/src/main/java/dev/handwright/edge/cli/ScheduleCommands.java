package dev.handwright.edge.cli;

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

/** {@code handwright schedules create|list|show|change|pause|resume|delete}, over HTTP. */
@Command(
        name = "schedules",
        description = "Start runs by the clock.",
        mixinStandardHelpOptions = true)
final class ScheduleCommands {
    private static final String PATH = "/schedules";
    private static final String ID = "SCHEDULE_ID";
    private static final String CRON =
            "Minute, hour, day of month, month, day of week, as in '30 6 * * 1-5'.";

    private final Map<String, String> environment;

    private ScheduleCommands(Map<String, String> environment) {
        this.environment = environment;
    }

    static CommandLine line(Map<String, String> environment) {
        return new CommandLine(new ScheduleCommands(environment));
    }

    /** What a schedule may have besides its workflow and times. */
    static final class Details {
        @Option(
                names = {"-z", "--time-zone"},
                paramLabel = "ZONE",
                description = "As Europe/Berlin; UTC when left out.")
        private @Nullable String zone;

        @Option(
                names = {"-p", "--param"},
                paramLabel = "NAME=VALUE",
                description = "One parameter of each run; may be repeated.")
        private Map<String, String> params = new LinkedHashMap<>();

        @Option(names = "--params", paramLabel = "FILE", description = "Parameters as JSON.")
        private @Nullable Path file;

        @Option(names = "--webhook", paramLabel = "URL", description = "Where events go.")
        private @Nullable String webhook;

        @Option(names = "--name", description = "For people.")
        private @Nullable String name;

        @Option(
                names = "--missed",
                paramLabel = "skip|once|all",
                description = "What becomes of times when no server ran; once when left out.")
        private @Nullable String missed;

        private Map<String, @Nullable Object> body() {
            var body = new LinkedHashMap<String, @Nullable Object>();
            if (file != null || !params.isEmpty()) {
                var all = new LinkedHashMap<String, @Nullable Object>();
                if (file != null) {
                    all.putAll(RunCommands.read(file));
                }
                all.putAll(params);
                body.put("workflow_params", all);
            }
            put(body, "time_zone", zone);
            put(body, "webhook_callback", webhook);
            put(body, "name", name);
            put(body, "missed", missed);
            return body;
        }

        private static void put(
                Map<String, @Nullable Object> body, String name, @Nullable String value) {
            if (value != null) {
                body.put(name, value);
            }
        }
    }

    @Command(name = "create", description = "Make one.", mixinStandardHelpOptions = true)
    int create(
            @Mixin ApiFlags flags,
            @Parameters(paramLabel = "WORKFLOW", description = "Id or name.") String workflow,
            @Parameters(paramLabel = "CRON", description = CRON) String cron,
            @Mixin Details details,
            @Option(names = "--paused", description = "Starts nothing until it is resumed.")
                    boolean paused) {
        var client = flags.client(environment);
        var body = details.body();
        body.put("workflow_id", RunCommands.workflow(client, workflow));
        body.put("cron", cron);
        body.put("paused", paused);
        return shown(flags, client.post(PATH, body));
    }

    @Command(name = "list", description = "List them.", mixinStandardHelpOptions = true)
    int list(@Mixin ApiFlags flags) {
        flags.table(
                flags.client(environment).get(PATH),
                "schedules",
                List.of("scheduleId", "cron", "timeZone", "nextAt", "name", "problem"));
        return 0;
    }

    @Command(name = "show", description = "Show one.", mixinStandardHelpOptions = true)
    int show(@Mixin ApiFlags flags, @Parameters(paramLabel = ID) String id) {
        var schedule = flags.client(environment).get(path(id));
        if (flags.plain()) {
            schedule.forEach((key, value) -> flags.out().printf("%-16s %s%n", key, value));
            return 0;
        }
        return shown(flags, schedule);
    }

    @Command(
            name = "change",
            description = "Change what is given, leave the rest.",
            mixinStandardHelpOptions = true)
    int change(
            @Mixin ApiFlags flags,
            @Parameters(paramLabel = ID) String id,
            @Option(names = "--cron", description = CRON) @Nullable String cron,
            @Mixin Details details) {
        var body = details.body();
        if (cron != null) {
            body.put("cron", cron);
        }
        return shown(flags, flags.client(environment).patch(path(id), body));
    }

    @Command(
            name = "pause",
            description = "Start nothing until it is resumed.",
            mixinStandardHelpOptions = true)
    int pause(@Mixin ApiFlags flags, @Parameters(paramLabel = ID) String id) {
        return shown(flags, flags.client(environment).patch(path(id), Map.of("paused", true)));
    }

    @Command(name = "resume", description = "Go on from now.", mixinStandardHelpOptions = true)
    int resume(@Mixin ApiFlags flags, @Parameters(paramLabel = ID) String id) {
        return shown(flags, flags.client(environment).patch(path(id), Map.of("paused", false)));
    }

    @Command(
            name = "delete",
            description = "Delete one; its runs stay.",
            mixinStandardHelpOptions = true)
    int delete(@Mixin ApiFlags flags, @Parameters(paramLabel = ID) String id) {
        flags.client(environment).remove(path(id));
        flags.show(Map.of("scheduleId", id), id, "Schedule %s is deleted.".formatted(id));
        return 0;
    }

    private static String path(String id) {
        return PATH + "/" + ApiClient.escape(id);
    }

    private static int shown(ApiFlags flags, Map<String, @Nullable Object> schedule) {
        var id = String.valueOf(schedule.get("scheduleId"));
        var next = schedule.get("nextAt");
        flags.show(
                schedule,
                id,
                next == null
                        ? "Schedule %s starts nothing now.".formatted(id)
                        : "Schedule %s starts its next run at %s.".formatted(id, next));
        return 0;
    }
}
