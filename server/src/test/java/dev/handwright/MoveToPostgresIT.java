package dev.handwright;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.adapter.sql.Database;
import dev.handwright.adapter.sql.PostgresUrl;
import dev.handwright.adapter.sql.SqliteCopy;
import dev.handwright.adapter.sql.WebhookRig;
import dev.handwright.fakes.FakeClock;
import dev.handwright.fakes.TestPostgres;
import dev.handwright.it.ProgramProcess;
import dev.handwright.workspaces.Workspace;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The move of a database from SQLite to PostgreSQL. */
@Tag("check")
final class MoveToPostgresIT {
    @TempDir private Path folder;

    @Test
    void everyRowOfEveryTableArrivesAsItWas() {
        var file = folder.resolve("handwright.db");
        var url = TestPostgres.fresh();
        var commands = new LocalCommands(folder);
        var move =
                new String[] {
                    "migrate", "--from", file.toString(), "--set=storage.database=" + url
                };
        try (var source = filled(file)) {
            assertThat(commands.run(move)).isZero();
            var said = commands.out.toString();
            assertThat(said)
                    .containsPattern("workspace +1\n")
                    .containsPattern("run +700\n")
                    .containsPattern("webhook_event +1400\n")
                    .containsPattern("film +0\n");
            try (var target = new Database(PostgresUrl.parse(url))) {
                said.lines()
                        .filter(it -> it.matches("\\w+ +\\d+"))
                        .map(it -> it.split(" ", 2)[0])
                        .forEach(table ->
                                assertThat(rows(target, table))
                                        .as(table)
                                        .isEqualTo(rows(source.database, table)));
                assertThat(rows(target, "run")).hasSize(700);
            }
        }
        assertThat(commands.run(move)).isEqualTo(2);
        assertThat(commands.err.toString()).contains("is not empty: it has rows in");
    }

    /** Together they are larger than the heap. */
    @Test
    @Tag("full")
    void largeRowsAreNotAllHeldAtOnce() throws Exception {
        var file = folder.resolve("handwright.db");
        var clock = new FakeClock();
        try (var rig = new WebhookRig(new Database(file), new Workspace.Id("ws_one"), clock)) {
            var note = "x".repeat(1 << 20);
            for (int i = 0; i < 40; i++) {
                rig.success(rig.run(), URI.create("https://a.example/"), note);
            }
        }
        var move =
                new ProgramProcess(folder, Map.of())
                        .start(
                                "move",
                                List.of("-Xmx40m"),
                                List.of(
                                        "migrate",
                                        "--from=" + file,
                                        "--data=" + folder.resolve("data"),
                                        "--set=storage.database=" + TestPostgres.fresh()));
        try {
            assertThat(move.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            move.destroyForcibly();
        }
        assertThat(folder.resolve("move.log")).content().containsPattern("webhook_event +40\n");
    }

    @Test
    void aFileOfAnotherVersionIsRefusedAndSoIsNone() throws Exception {
        var url = PostgresUrl.parse(TestPostgres.fresh());
        var empty = Files.createFile(folder.resolve("empty.db"));
        assertThatThrownBy(() -> SqliteCopy.run(empty, url))
                .isInstanceOf(SqliteCopy.Refused.class)
                .hasMessageContaining("has version 0 of the schema");
        assertThatThrownBy(() -> SqliteCopy.run(folder.resolve("none.db"), url))
                .isInstanceOf(SqliteCopy.Refused.class)
                .hasMessageContaining("is no file");
        assertThat(folder.resolve("none.db")).doesNotExist();
    }

    /** More rows than are sent at once; some columns are null, one is a boolean. */
    private static WebhookRig filled(Path file) {
        var rig = new WebhookRig(new Database(file), new Workspace.Id("ws_one"), new FakeClock());
        for (int i = 0; i < 700; i++) {
            var run = rig.run();
            rig.processing(run, URI.create("https://a.example/é"));
            rig.success(run, URI.create("https://a.example/"));
        }
        rig.database.write(handle ->
                handle.execute(
                        "insert into job (task_name, task_instance, execution_time, picked, version)"
                                + " values ('a', 'b', 1, true, 1)"));
        return rig;
    }

    private static List<Map<String, String>> rows(Database database, String table) {
        return database.read(handle ->
                handle
                        .createQuery("select * from " + table)
                        .map((row, _) -> {
                            var values = new TreeMap<String, String>();
                            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                                values.put(
                                        row.getMetaData().getColumnName(i),
                                        row.getObject(i) instanceof Boolean yes
                                                ? (yes ? "1" : "0")
                                                : String.valueOf(row.getString(i)));
                            }
                            return (Map<String, String>) values;
                        })
                        .stream()
                        .sorted((a, b) -> a.toString().compareTo(b.toString()))
                        .toList());
    }
}
