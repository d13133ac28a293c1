package dev.handwright.desktops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HostPatternTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.com",
                "intranet",
                "*.example.com",
                "a-b.xn--mnchen-3ya.de",
                "my_host.example.com",
                "10.0.2.2"
            })
    void namesAreTaken(String text) {
        assertThat(new HostPattern(text).text()).isEqualTo(text);
    }

    @Test
    void caseDoesNotCountAndDoublesAreOne() {
        assertThat(HostPattern.all(List.of("Example.COM", "example.com")))
                .containsExactly(new HostPattern("example.com"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "*.",
                "*.*.com",
                "a.*.com",
                "*example.com",
                ".example.com",
                "example.com.",
                "example..com",
                "-a.com",
                "a-.com",
                "https://example.com",
                "example.com:443",
                "example.com/x",
                "exa mple.com",
                "example.com\n",
                "e$x.com",
                "m\u00fcnchen.de",
                "1.2.3",
                "1.2.3.400",
                "01.2.3.4",
                "*.1.2.3.4",
                "0x7f.1",
                "::1",
                "2130706433"
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> new HostPattern(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("*.example.com");
    }
}
