package dev.handwright;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.fakes.CountingIds;
import dev.handwright.secrets.Sealing;
import dev.handwright.secrets.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the server's keys come from, and how they are changed. */
final class ServerKeysTest {
    private static final String KEY = "a1 " + "A".repeat(43) + "=";
    private static final String OTHER = "b2 " + "B".repeat(42) + "A=";

    private final CountingIds ids = new CountingIds();
    private final Path folder;
    private final Path file;

    ServerKeysTest(@TempDir Path folder) {
        this.folder = folder;
        file = folder.resolve("server.keys");
    }

    @Test
    void withoutASettingTheyAreInAFileThatOthersCannotRead() throws Exception {
        var made = open(Optional.empty(), List.of());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(open(Optional.empty(), List.of()).derive("x")).isEqualTo(made.derive("x"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> open(Optional.empty(), List.of()))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("chmod 600");
    }

    @Test
    void whatAnOlderKeySealedIsOpenedAndTheNewestSeals() {
        var sealed = sealing().seal(new Secret("old"), "here");
        var before = sealed.split("\\.")[1];

        ServerKeys.rotate(file, ids);

        assertThat(sealing().open(sealed, "here").reveal()).isEqualTo("old");
        assertThat(sealing().seal(new Secret("new"), "here").split("\\.")[1]).isNotEqualTo(before);
    }

    @Test
    void theyComeFromASetting() {
        var both = open(Optional.of(new Secret(OTHER + "," + KEY)), List.of());

        assertThat(both.keys()).extracting(it -> it.id()).containsExactly("b2", "a1");
        assertThat(file).doesNotExist();
    }

    @Test
    void theyComeFromACommand() throws Exception {
        var keys =
                Files.writeString(folder.resolve("keys"), "# newest first\n" + KEY + "\n" + OTHER);

        assertThat(open(Optional.empty(), List.of("/usr/bin/cat", keys.toString())).keys())
                .extracting(it -> it.id())
                .containsExactly("a1", "b2");
        assertThat(file).doesNotExist();
    }

    @Test
    void aCommandThatFailsStopsTheStart() {
        for (var command : List.of(List.of("/usr/bin/false"), List.of("/no/such/program"))) {
            assertThatThrownBy(() -> open(Optional.empty(), command))
                    .isInstanceOf(CannotStart.class)
                    .hasMessageContaining("storage.keys_command");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "# none", "onlyonewordwhichissecret", "a1 c2VjcmV0", "a1 secret!secret"})
    void whatIsNoKeyIsRefusedWithoutBeingTold(String text) {
        assertThatThrownBy(() -> open(Optional.of(new Secret(text)), List.of()))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("storage.keys")
                .hasMessageNotContaining("c2VjcmV0")
                .hasMessageNotContaining("secret");
    }

    @Test
    void theCommandLineRotatesAFile() throws Exception {
        var commands = new LocalCommands(folder).withKeys();
        assertThat(commands.run("keys", "sealing", "rotate")).isZero();
        assertThat(Files.readAllLines(folder.resolve("data/server.keys"))).hasSize(2);

        assertThat(commands.run("keys", "sealing", "new")).isZero();
        var line = commands.out.toString().strip();
        assertThat(commands.run("keys", "sealing", "rotate", "--set=storage.keys=" + line))
                .isEqualTo(2);
        assertThat(commands.err.toString()).contains("keys sealing new").doesNotContain(line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"webhook-secret rotate", "keys signing create", "keys sealing rotate"})
    void theCommandLineMakesNoFileOfItsOwn(String command) {
        var commands = new LocalCommands(folder);
        assertThat(commands.run("workspaces", "create", "one")).isZero();

        assertThat(commands.run(command.split(" "))).isEqualTo(2);
        assertThat(commands.err.toString())
                .contains("server.keys is not there", "HANDWRIGHT_STORAGE__KEYS", "keys_command");
        assertThat(folder.resolve("data/server.keys")).doesNotExist();
    }

    private Sealing sealing() {
        return new Sealing(open(Optional.empty(), List.of()), ids);
    }

    private dev.handwright.secrets.KeyRing open(Optional<Secret> keys, List<String> command) {
        var storage = new Config.Storage(folder, folder, Optional.empty(), keys, command);
        return ServerKeys.openOrMake(storage, file, ids);
    }
}
