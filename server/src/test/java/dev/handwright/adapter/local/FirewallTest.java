package dev.handwright.adapter.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.desktops.HostPattern;
import dev.handwright.desktops.NetworkRules;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FirewallTest {
    @Test
    void exceptionsComeBeforeTheRangesThatHoldThem() {
        var rules =
                Firewall.text(
                        List.of("127.0.0.1:8090", "192.168.7.20:443"),
                        List.of("203.0.113.9"),
                        NetworkRules.NONE);

        assertThat(rules)
                .contains("ip daddr 10.0.2.2 tcp dport 8090 accept")
                .contains("ip daddr 192.168.7.20 tcp dport 443 accept")
                .contains("ip daddr 203.0.113.9 reject")
                .contains("ip daddr 168.63.129.16/32 reject")
                .doesNotContain("ip daddr 2001:")
                .contains("meta nfproto ipv6 reject");
        assertThat(rules.indexOf("192.168.7.20")).isLessThan(rules.indexOf("192.168.0.0/16"));
        assertThat(rules.indexOf("10.0.2.3")).isLessThan(rules.indexOf("10.0.0.0/8"));
    }

    @Test
    void aDesktopsOwnListsNarrowWhatTheSettingsAllow() {
        var rules =
                Firewall.text(
                        List.of("127.0.0.1:8090"),
                        List.of(),
                        NetworkRules.parse(
                                List.of("127.0.0.1:8090", "1.1.1.0/24"), List.of("1.1.1.7")));

        assertThat(rules)
                .containsSubsequence(
                        "chain allowed",
                        "ip daddr 127.0.0.1/32 meta l4proto { tcp, udp } th dport 8090 return",
                        "ip daddr 10.0.2.2 meta l4proto { tcp, udp } th dport 8090 return",
                        "ip daddr 1.1.1.0/24 return",
                        "reject",
                        "chain output",
                        "ip daddr 1.1.1.7/32 reject",
                        "jump allowed",
                        "ip daddr 10.0.2.2 tcp dport 8090 accept",
                        "ip daddr 10.0.0.0/8 reject");
    }

    @Test
    void withNamedHostsOnlyTheProxyGetsOut() {
        var named = NetworkRules.NONE.withHosts(List.of(new HostPattern("example.com")));

        assertThat(Firewall.text(List.of("127.0.0.1:8090"), List.of(), named))
                .containsSubsequence(
                        "chain proxied",
                        "meta skgid 65534 return",
                        "reject",
                        "chain output",
                        "jump proxied",
                        "10.0.2.3 udp dport 53 accept",
                        "10.0.2.2 tcp dport 8090 accept",
                        "10.0.0.0/8 reject");
    }

    @Test
    void theProxysFilterTakesAWholeName() {
        var filter = RoomProxy.filter(HostPattern.all(List.of("example.com", "*.a-b.example.com")));

        assertThat(filter).isEqualTo("^example\\.com$\n^.+\\.a-b\\.example\\.com$\n");
    }

    @Test
    void withoutExceptionsTheHostsLoopbackIsNotWiredUp() {
        assertThat(Firewall.needsHostLoopback(List.of("192.168.7.20:443"))).isFalse();
        assertThat(Firewall.needsHostLoopback(List.of("127.0.0.1:80"))).isTrue();
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
        assertThatThrownBy(() -> Firewall.checkException(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("127.0.0.1:8090");
    }
}
