package dev.handwright.adapter.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SandboxKitTest {
    private static final Path SOURCES = Path.of("../sdk/python/src");

    @Test
    void itListsEveryPythonFile() throws IOException {
        try (var files = Files.walk(SOURCES)) {
            var names =
                    files.filter(it -> it.toString().endsWith(".py"))
                            .map(it -> SOURCES.relativize(it).toString())
                            .toList();
            assertThat(SandboxKit.PYTHON).containsExactlyInAnyOrderElementsOf(names);
        }
    }

    @Test
    void itUnpacksTwiceAndCopiesLibrariesWhenTheyChange(@TempDir Path folder) throws IOException {
        var libraries = Files.createDirectories(folder.resolve("libraries/some"));
        var stamp = folder.resolve("libraries/.requirements.txt");
        Files.writeString(libraries.resolve("a.py"), "1");
        Files.writeString(stamp, "one");
        unpack(folder);
        Files.writeString(libraries.resolve("a.py"), "2");
        unpack(folder);
        assertThat(folder.resolve("kit/libs/some/a.py")).hasContent("1");
        Files.writeString(stamp, "two");
        var kit = unpack(folder);
        assertThat(kit.libraries().resolve("some/a.py")).hasContent("2");
        assertThat(kit.python().resolve("nen/__init__.py")).isNotEmptyFile();
        assertThat(kit.sdkJar()).isNotEmptyFile();
    }

    private static SandboxKit unpack(Path folder) throws IOException {
        return SandboxKit.unpack(
                folder.resolve("kit"), folder.resolve("libraries"), Path.of("/nowhere"));
    }
}
