package dev.handwright;

import dev.handwright.adapter.sql.PostgresUrl;
import dev.handwright.adapter.sql.Schema;
import dev.handwright.adapter.sql.SqliteCopy;
import dev.handwright.base.Unavailable;
import dev.handwright.edge.cli.Program;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What {@code handwright migrate} does. */
final class MigrateProgram {
    private final Config.Storage storage;
    private final Folders folders;
    private final PrintWriter out;

    MigrateProgram(Config.Storage storage, PrintWriter out) {
        this.storage = storage;
        this.folders = Folders.make(storage);
        this.out = out;
    }

    /** 1 where something is to be done. */
    int status() {
        var schema = refusing(this::schema);
        out.printf("%s has version %d of the schema.%n", name(), schema.version());
        schema.pending().forEach(it -> out.println("To be run: " + it));
        return schema.pending().isEmpty() ? 0 : 1;
    }

    int migrate() {
        var pending = refusing(this::schema).pending();
        DatabaseStart.now(storage, folders).close();
        pending.forEach(it -> out.println("Ran " + it));
        out.println(name() + " is up to date.");
        return 0;
    }

    int copy(Path file) {
        var url = storage.database();
        if (url.isEmpty()) {
            throw new Program.Refusal(
                    List.of("Say with storage.database to which PostgreSQL the rows shall go."));
        }
        var copied = refusing(() -> SqliteCopy.run(file, url.get()));
        copied.forEach((table, rows) -> out.printf("%-20s %d%n", table, rows));
        out.printf("Copied to %s. Start the server with this storage.database.%n", url.get());
        return 0;
    }

    private Schema schema() {
        var url = storage.database();
        if (url.isPresent()) {
            return Schema.of(url.get());
        }
        // Looking at a file that is not there would make it.
        return Files.exists(folders.database())
                ? Schema.of(folders.database())
                : Schema.ofNothing();
    }

    private String name() {
        return storage.database()
                .map(PostgresUrl::toString)
                .orElseGet(() -> folders.database().toString());
    }

    private static <T> T refusing(Supplier<T> work) {
        try {
            return work.get();
        } catch (PostgresUrl.Refused | SqliteCopy.Refused | Unavailable e) {
            throw new Program.Refusal(
                    List.of(Optional.ofNullable(e.getMessage()).orElse(e.toString())));
        }
    }
}
