package dev.handwright.desktops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NetworkRulesTest {
    @Test
    void addressesRangesAndPortsAreRead() {
        var texts = List.of("198.51.100.7", "198.51.100.0/24", "198.51.100.7:443", "0.0.0.0/0");

        var rules = NetworkRules.parse(texts, List.of());

        assertThat(rules.allowed()).extracting(it -> it.toString()).isEqualTo(texts);
        assertThat(rules.allowed().get(1).contains("198.51.100.200")).isTrue();
        assertThat(rules.allowed().get(1).contains("198.51.101.1")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.com",
                "1.2.3",
                "1.2.3.4/33",
                "1.2.3.4:0",
                "1.2.3.4:70000",
                "1.2.3.400",
                "01.2.3.4",
                "::1",
                "1.2.3.4 accept",
                "1.2.3.4\n",
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> NetworkRules.parse(List.of(), List.of(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("198.51.100.0/24");
    }

    @Test
    void theListsAreBounded() {
        var many = Collections.nCopies(NetworkRules.MOST + 1, "1.2.3.4");
        assertThatThrownBy(() -> NetworkRules.parse(many, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("100");
        var hosts = Collections.nCopies(NetworkRules.MOST + 1, new HostPattern("example.com"));
        assertThatThrownBy(() -> NetworkRules.NONE.withHosts(hosts))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("100");
    }
}
