package dev.handwright.edge.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code handwright retention show|set}, over HTTP. */
@Command(
        name = "retention",
        description = "See and set how long runs, files and recordings are kept.",
        mixinStandardHelpOptions = true)
final class RetentionCommands {
    private static final String PATH = "/retention";

    private final Map<String, String> environment;

    private RetentionCommands(Map<String, String> environment) {
        this.environment = environment;
    }

    static CommandLine line(Map<String, String> environment) {
        return new CommandLine(new RetentionCommands(environment));
    }

    /** Days, for each kind. */
    static final class Days {
        @Option(names = "--runs", paramLabel = "DAYS", description = "Runs with all they left.")
        private @Nullable Integer runs;

        @Option(names = "--files", paramLabel = "DAYS", description = "Files of runs, films.")
        private @Nullable Integer files;

        @Option(names = "--recordings", paramLabel = "DAYS", description = "Recordings alone.")
        private @Nullable Integer recordings;

        private Map<String, Integer> body() {
            var body = new LinkedHashMap<String, Integer>();
            put(body, "runs_days", runs);
            put(body, "files_days", files);
            put(body, "recordings_days", recordings);
            return body;
        }

        private static void put(Map<String, Integer> body, String name, @Nullable Integer days) {
            if (days != null) {
                body.put(name, days);
            }
        }
    }

    @Command(name = "show", description = "Show the rules.", mixinStandardHelpOptions = true)
    int show(@Mixin ApiFlags flags) {
        return shown(flags, flags.client(environment).get(PATH));
    }

    @Command(
            name = "set",
            description = "Replace the rules; what is left out is kept for ever.",
            mixinStandardHelpOptions = true)
    int set(@Mixin ApiFlags flags, @Mixin Days days) {
        return shown(flags, flags.client(environment).put(PATH, days.body()));
    }

    private static int shown(ApiFlags flags, Map<String, @Nullable Object> answer) {
        flags.show(
                answer,
                "",
                "Days after the end: runs %s, files %s, recordings %s."
                        .formatted(
                                days(answer, "runs_days"),
                                days(answer, "files_days"),
                                days(answer, "recordings_days")));
        return 0;
    }

    private static Object days(Map<String, @Nullable Object> answer, String name) {
        var days = answer.get(name);
        return days == null ? "for ever" : days;
    }
}
