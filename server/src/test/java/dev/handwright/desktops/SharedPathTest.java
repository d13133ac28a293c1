package dev.handwright.desktops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.desktops.Drive.DriveRefused;
import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class SharedPathTest {
    @Test
    void namesAreBytesNotCharacters() throws DriveRefused {
        assertThat(FileName.of("x".repeat(255)).value()).hasSize(255);
        assertThat(FileName.of("ł".repeat(127)).value()).hasSize(127);
        assertThat(FileName.of("😀".repeat(63)).value()).hasSize(126);
    }

    static Stream<String> badNames() {
        return Stream.of(
                "",
                ".",
                "..",
                "/",
                "a/b",
                "\\",
                "a\\b",
                "\0",
                "a\nb",
                "\t",
                "\u007f",
                "\u0085",
                "x".repeat(256),
                "ł".repeat(128),
                "😀".repeat(64));
    }

    @ParameterizedTest
    @MethodSource("badNames")
    void aBadNameIsRefusedAlsoOnTheWay(String name) {
        assertThatThrownBy(() -> FileName.of(name)).isInstanceOf(DriveRefused.class);
        assertThatThrownBy(() -> new FileName(name)).isInstanceOf(IllegalArgumentException.class);
        if (!name.contains("/")) {
            assertThatThrownBy(() -> SharedPath.of("a/" + name + "/b"))
                    .isInstanceOf(DriveRefused.class);
        }
    }

    @Test
    void aPathIsAsDeepAndLongAsItMayBe() throws DriveRefused {
        var deepest = String.join("/", Collections.nCopies(64, "a"));
        assertThat(SharedPath.of(deepest)).hasToString(deepest);
        assertThatThrownBy(() -> SharedPath.of(deepest + "/a")).isInstanceOf(DriveRefused.class);
        assertThatThrownBy(() -> SharedPath.of("x".repeat(200).concat("/").repeat(20) + "x"))
                .isInstanceOf(DriveRefused.class);
        assertThatThrownBy(() -> SharedPath.of("/" + deepest)).isInstanceOf(DriveRefused.class);
    }
}
