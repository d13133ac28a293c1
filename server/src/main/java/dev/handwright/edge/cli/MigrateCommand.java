package dev.handwright.edge.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "migrate",
        description = {
            "Bring the database up to date, as a start of the server does.",
            "With --from, move an SQLite database to PostgreSQL."
        },
        mixinStandardHelpOptions = true)
final class MigrateCommand implements Callable<Integer> {
    private final Program program;
    @Mixin private final SettingsFlags flags = new SettingsFlags();
    @ArgGroup private @Nullable Instead instead;

    MigrateCommand(Program program) {
        this.program = program;
    }

    @Override
    public Integer call() {
        var from = instead == null ? null : instead.from;
        return from == null
                ? program.migrate(flags, instead != null && instead.status)
                : program.copyDatabase(flags, from);
    }

    /** Either of them, not both. */
    private static final class Instead {
        @Option(
                names = "--status",
                description = "Change nothing; exit code 1 where something is to be done.")
        private boolean status;

        @Option(
                names = "--from",
                paramLabel = "FILE",
                description =
                        "A stopped server's handwright.db; all its rows are copied to the empty"
                                + " database of storage.database.")
        private @Nullable Path from;
    }
}
