package dev.handwright;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
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
    void theEnvironmentNamesTheFileWhereNoFlagDoes() throws IOException {
        var named = Files.writeString(folder.resolve("named.yaml"), "http: {port: 1}\n");
        var environment = Map.of("HANDWRIGHT_CONFIG", named.toString());
        assertThat(Settings.read(Optional.empty(), environment, Map.of()).http().port())
                .isEqualTo(1);
        var given = Files.writeString(folder.resolve("given.yaml"), "http: {port: 2}\n");
        assertThat(Settings.read(Optional.of(given), environment, Map.of()).http().port())
                .isEqualTo(2);
        Files.delete(named);
        assertThat(problems(Optional.empty(), environment, Map.of()))
                .containsExactly(named + " cannot be read; check HANDWRIGHT_CONFIG");
        assertThat(problems(Optional.empty(), Map.of("HANDWRIGHT_CONFIG", ""), Map.of())).isEmpty();
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
    void rolesThatCannotWorkAreNamed() {
        var flags = Map.of("nodes.roles", "api,worker", "nodes.lease", "2 s");
        assertThat(problems(Optional.empty(), Map.of(), flags))
                .containsExactly(
                        "nodes.roles: a worker works on desktops of its own node; add desktops, or"
                                + " leave worker out",
                        "nodes.lease: at least 3 times nodes.heartbeat, so that one late beat ends"
                                + " nothing");
        assertThat(problems(Optional.empty(), Map.of(), Map.of("nodes.roles", "")))
                .containsExactly("nodes.roles: name at least one of api, worker, desktops");
    }

    @Test
    void whatS3CannotDoIsNamed() {
        var flags =
                Map.of(
                        "s3.bucket", "files",
                        "s3.access_key", "me",
                        "s3.prefix", "/up",
                        "artifacts.url_lifetime", "8 d");
        assertThat(problems(Optional.empty(), Map.of(), flags))
                .hasSize(3)
                .anyMatch(it -> it.startsWith("s3.access_key and s3.secret_key: set both"))
                .anyMatch(it -> it.startsWith("s3.prefix: write it as in handwright/"))
                .anyMatch(it -> it.startsWith("artifacts.url_lifetime: S3 presigns for 7 d"));
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
    void everyModelOfTheTableIsWhole() {
        var models = Settings.read(Optional.empty(), Map.of(), Map.of()).models();
        assertThat(models.known())
                .hasSizeGreaterThan(10)
                .allSatisfy(it -> {
                    assertThat(it.prices()).as(it.name()).hasSize(4);
                    assertThat(it.tool()).as(it.name()).isPresent();
                    var old = it.tool().orElseThrow().matches("computer_\\d+");
                    assertThat(it.beta().isPresent()).as(it.name()).isEqualTo(old);
                });
        assertThat(models.known())
                .anySatisfy(it -> assertThat(it.name()).isEqualTo(models.defaultModel()));
    }

    @Test
    void aTableIsReadFromAFile() throws IOException {
        var row =
                "{name: q, id: Org/Q, api: compatible, edge: 1568, pixels: 1150000,"
                        + " grid: 1000, output: 4096, prices: [1, 2.5, 0, 0]}";
        var file = Files.writeString(folder.resolve("t.yaml"), "models: {more: [" + row + "]}\n");
        var models = Settings.read(Optional.of(file), Map.of(), Map.of()).models();
        assertThat(models.more())
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.id()).contains("Org/Q");
                    assertThat(it.grid()).contains(1000);
                    assertThat(it.tool()).isEmpty();
                    assertThat(it.prices())
                            .containsExactly(
                                    new BigDecimal("1"),
                                    new BigDecimal("2.5"),
                                    BigDecimal.ZERO,
                                    BigDecimal.ZERO);
                });
    }

    @Test
    void mistakesInATableAreNamedWithTheirRow() throws IOException {
        var good = "{name: a, api: openai, edge: 1568, pixels: 1150000, output: 4096, prices: []}";
        var bad =
                "{name: b, api: telnet, edge: 5, pixel: 1, pixels: 1150000, output: 4096, prices: [1]}";
        var file =
                Files.writeString(
                        folder.resolve("bad.yaml"),
                        "models: {more: [%s, %s, 7]}\n".formatted(good, bad));
        assertThat(problems(Optional.of(file), Map.of(), Map.of()))
                .anySatisfy(
                        it -> assertThat(it).startsWith("models.more[1].pixel: there is no such"))
                .anySatisfy(
                        it -> assertThat(it).startsWith("models.more[1].api").contains("telnet"))
                .anySatisfy(it -> assertThat(it).startsWith("models.more[1].edge").contains("320"));
        assertThat(problems(Optional.empty(), Map.of(), Map.of("models.more", "a,b")))
                .singleElement()
                .asString()
                .contains("a list is needed, written in a settings file");
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
