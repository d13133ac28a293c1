package dev.handwright.adapter.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NetworkRulesTest {
    @Test
    void exceptionsComeBeforeTheRangesThatHoldThem() {
        var rules =
                NetworkRules.text(
                        List.of("127.0.0.1:8090", "192.168.7.20:443"), List.of("203.0.113.9"));

        assertThat(rules)
                .contains("ip daddr 10.0.2.2 tcp dport 8090 accept")
                .contains("ip daddr 192.168.7.20 tcp dport 443 accept")
                .contains("ip daddr 203.0.113.9 reject")
                .contains("meta nfproto ipv6 reject");
        assertThat(rules.indexOf("192.168.7.20")).isLessThan(rules.indexOf("192.168.0.0/16"));
        assertThat(rules.indexOf("10.0.2.3")).isLessThan(rules.indexOf("10.0.0.0/8"));
    }

    @Test
    void withoutExceptionsTheHostsLoopbackIsNotWiredUp() {
        assertThat(NetworkRules.needsHostLoopback(List.of("192.168.7.20:443"))).isFalse();
        assertThat(NetworkRules.needsHostLoopback(List.of("127.0.0.1:80"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "127.0.0.1",
                "host:80",
                "127.0.0.1:0",
                "127.0.0.1:70000",
                "300.1.1.1:80",
                "127.0.0.1:80 accept; policy accept",
                "::1:80",
                "10.0.0.0/8:80"
            })
    void anythingButAnAddressAndAPortIsRefused(String text) {
        assertThatThrownBy(() -> NetworkRules.checkException(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("127.0.0.1:8090");
    }
}
