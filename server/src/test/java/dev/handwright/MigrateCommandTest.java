package dev.handwright;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code handwright migrate} on the SQLite file of this machine. */
final class MigrateCommandTest {
    @TempDir private Path folder;

    @Test
    void itTellsWhatIsToBeDoneAndDoesIt() {
        var commands = new LocalCommands(folder);
        assertThat(commands.run("migrate", "--status")).isEqualTo(1);
        assertThat(commands.out.toString())
                .contains("handwright.db has version 0 of the schema")
                .contains("To be run: V001__workspaces.sql");
        assertThat(folder.resolve("data/handwright.db")).doesNotExist();

        assertThat(commands.run("migrate")).isZero();
        assertThat(commands.out.toString())
                .contains("Ran V001__workspaces.sql")
                .contains("is up to date");

        assertThat(commands.run("migrate", "--status")).isZero();
        assertThat(commands.run("migrate")).isZero();
        assertThat(commands.out.toString()).doesNotContain("Ran");
    }

    @Test
    void aMoveNeedsAPlaceToMoveTo() {
        var commands = new LocalCommands(folder);
        assertThat(commands.run("migrate", "--from", "x.db")).isEqualTo(2);
        assertThat(commands.err.toString()).contains("storage.database");
        assertThat(commands.run("migrate", "--from", "x.db", "--status")).isEqualTo(2);
    }

    @Test
    void aDatabaseThatIsNotThereIsNamedWithoutItsPassword() {
        var commands = new LocalCommands(folder);
        var nowhere = "--set=storage.database=postgresql://me:geheim@127.0.0.1:1/hand";
        assertThat(commands.run("migrate", nowhere)).isEqualTo(2);
        assertThat(commands.err.toString())
                .contains("postgresql://127.0.0.1:1/hand does not answer")
                .doesNotContain("geheim");
    }
}
