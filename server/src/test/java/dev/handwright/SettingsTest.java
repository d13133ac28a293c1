package dev.handwright;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsTest {
    @TempDir private Path folder;

    @Test
    void theDefaultsAloneAreGood() {
        var config = Settings.read(Optional.empty(), Map.of(), Map.of());
        assertThat(config.http().bind()).isEqualTo("127.0.0.1");
        assertThat(config.http().publicUrl()).isEmpty();
        assertThat(config.http().trustedProxies()).isEmpty();
        assertThat(config.artifacts().urlLifetime()).isEqualTo(Duration.ofDays(7));
    }

    @Test
    void flagsWinOverTheEnvironmentAndThatOverTheFile() throws IOException {
        var file =
                Files.writeString(
                        folder.resolve("a.yaml"), "http:\n  port: 1\n  body_limit: 2 KiB\n");
        var environment = Map.of("HANDWRIGHT_HTTP__PORT", "2", "HANDWRIGHT_LOG__LEVEL", "Debug");
        var config = Settings.read(Optional.of(file), environment, Map.of("http.port", "3"));
        assertThat(config.http().port()).isEqualTo(3);
        assertThat(config.http().bodyLimit().bytes()).isEqualTo(2048);
        assertThat(config.log().level()).isEqualTo(Config.Log.Level.DEBUG);
    }

    @Test
    void aVariableWithOneUnderscoreTooFewIsNamed() {
        var environment = Map.of("HANDWRIGHT_HTTP_PORT", "1", "HANDWRIGHT_JVM", "-ea");
        assertThat(problems(Optional.empty(), environment, Map.of()))
                .containsExactly(
                        "HANDWRIGHT_HTTP_PORT: write two underscores between section and key");
    }

    @Test
    void aWrongDatabaseIsNamedWithoutItsPassword() {
        var flags = Map.of("storage.database", "mysql://me:geheim@db/hand");
        assertThat(problems(Optional.empty(), Map.of(), flags))
                .singleElement()
                .asString()
                .startsWith("storage.database (--set storage.database): it is no URL of PostgreSQL")
                .doesNotContain("geheim");
    }

    @Test
    void listsAreReadFromAllPlaces() {
        var flags = Map.of("http.trusted_proxies", "10.0.0.1, 10.0.0.2");
        assertThat(Settings.read(Optional.empty(), Map.of(), flags).http().trustedProxies())
                .containsExactly("10.0.0.1", "10.0.0.2");
    }

    @Test
    void allMistakesAreNamedAtOnceWithKeyPlaceAndRemedy() throws IOException {
        var file =
                Files.writeString(
                        folder.resolve("bad.yaml"),
                        "http:\n  prot: 1\n  port: 70000\nlog: {level: loud}\n");
        var environment = Map.of("HANDWRIGHT_HTTP__IDLE_TIMEOUT", "soon");
        var problems = problems(Optional.of(file), environment, Map.of("port", "1"));
        assertThat(problems)
                .hasSize(5)
                .anySatisfy(it ->
                        assertThat(it).startsWith("http.prot (" + file + "): there is no such"))
                .anySatisfy(it -> assertThat(it).contains("http.port", "it must be 0 to 65535"))
                .anySatisfy(
                        it -> assertThat(it).contains("log.level", "[error, warn, info, debug]"))
                .anySatisfy(it ->
                        assertThat(it)
                                .contains(
                                        "http.idle_timeout (HANDWRIGHT_HTTP__IDLE_TIMEOUT)",
                                        "as in 30 s"))
                .anySatisfy(it -> assertThat(it).contains("port (--set port)", "meant http.port?"));
    }

    @Test
    void anAddressThatIsNotLoopbackNeedsTls() {
        var open = Map.of("http.bind", "0.0.0.0");
        assertThat(problems(Optional.empty(), Map.of(), open))
                .singleElement()
                .asString()
                .contains("http.tls_certificate", "http.tls_by_proxy=true");
        Settings.read(
                Optional.empty(),
                Map.of(),
                Map.of("http.bind", "0.0.0.0", "http.tls_by_proxy", "true"));
    }

    @Test
    void halfATlsSetupIsRefused() {
        assertThat(problems(Optional.empty(), Map.of(), Map.of("http.tls_key", "/no/such.key")))
                .anySatisfy(it -> assertThat(it).contains("set both, or none"))
                .anySatisfy(it -> assertThat(it).contains("/no/such.key cannot be read"));
    }

    @Test
    void thePublicUrlHasNoPath() {
        assertThat(problems(Optional.empty(), Map.of(), Map.of("http.public_url", "https://a/b")))
                .singleElement()
                .asString()
                .contains("http.public_url");
    }

    @Test
    void aFileThatIsNoYamlOrNotThereIsNamed() throws IOException {
        var bad = Files.writeString(folder.resolve("b.yaml"), "http: [\n");
        assertThat(problems(Optional.of(bad), Map.of(), Map.of())).hasSize(1);
        var missing = folder.resolve("missing.yaml");
        assertThat(problems(Optional.of(missing), Map.of(), Map.of()))
                .singleElement()
                .asString()
                .contains("missing.yaml cannot be read; check --config");
    }

    @Test
    void aDefaultThatNoRecordReadsIsAFault() {
        var read = new java.util.TreeSet<String>();
        collect(Config.class, "", read);
        assertThatThrownBy(() -> Settings.read(Optional.empty(), Map.of(), Map.of("no.such", "1")))
                .isInstanceOf(CannotStart.class);
        assertThat(Settings.keys()).containsExactlyInAnyOrderElementsOf(read);
    }

    private static void collect(Class<?> type, String prefix, java.util.Set<String> keys) {
        for (var component : type.getRecordComponents()) {
            var key = prefix + SettingsBinder.snake(component.getName());
            if (component.getType().isRecord()
                    && component.getType() != dev.handwright.base.ByteSize.class) {
                collect(component.getType(), key + ".", keys);
            } else {
                keys.add(key);
            }
        }
    }

    private static List<String> problems(
            Optional<Path> file, Map<String, String> environment, Map<String, String> flags) {
        try {
            Settings.read(file, environment, flags);
            return List.of();
        } catch (CannotStart e) {
            return e.problems();
        }
    }
}
