package dev.handwright.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressRulesTest {
    private final AddressRules rules = new AddressRules(List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "100.64.0.1",
                "100.100.100.200",
                "127.0.0.1",
                "127.255.255.254",
                "168.63.129.16",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.192",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.51.100.7",
                "203.0.113.9",
                "224.0.0.1",
                "239.255.255.250",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::127.0.0.1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::ffff:0:127.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b:1::1",
                "100::1",
                "2001::1",
                "2001:2::1",
                "2001:10::1",
                "2001:db8::1",
                "2002:7f00:1::1",
                "3fff::1",
                "5f00::1",
                "fc00::1",
                "fd00:ec2::254",
                "fe80::1",
                "febf::1",
                "fec0::1",
                "ff02::1",
                "4000::1",
                "::2"
            })
    void addressesThatAreNotPublicAreRefused(String address) {
        assertThat(rules.refusal(InetAddress.ofLiteral(address))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.1",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "223.255.255.255",
                "2606:4700::1111",
                "2a00:1450::1",
                "2001:4860:4860::8888"
            })
    void publicAddressesAreNot(String address) {
        assertThat(rules.refusal(InetAddress.ofLiteral(address))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.1",
                "2130706433",
                "0x7f000001",
                "0x7f.1",
                "0177.0.0.1",
                "0",
                "[::1]",
                "[::ffff:127.0.0.1]",
                "[::ffff:7f00:1]",
                "[0:0:0:0:0:0:0:1]",
                "10.1",
                "169.254.169.254",
                "[fe80::1]"
            })
    void literalsAreRefusedInEverySpelling(String host) {
        assertThat(rules.refusalOfLiteral(host)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.com", "localhost", "cafe", "face.com", "1.1.1.1", "a.b"})
    void namesAreLeftToTheLookUp(String host) {
        assertThat(rules.refusalOfLiteral(host)).isEmpty();
    }

    @Test
    void whatIsConfiguredIsAllowedAndNothingBesides() {
        var some =
                new AddressRules(
                        List.of(AddressRange.parse("127.0.0.1"), AddressRange.parse("fd00::/8")));
        assertThat(some.refusal(InetAddress.ofLiteral("127.0.0.1"))).isEmpty();
        assertThat(some.refusal(InetAddress.ofLiteral("127.0.0.2"))).isPresent();
        assertThat(some.refusal(InetAddress.ofLiteral("fd12::1"))).isEmpty();
        assertThat(some.refusal(InetAddress.ofLiteral("fc12::1"))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "10.0.0.0/33", "10.0.0.0/x", "", "fd00::/129", "1/8/9"})
    void whatIsNoRangeIsSaid(String text) {
        assertThatThrownBy(() -> AddressRange.parse(text)).hasMessageContaining("10.0.0.0/8");
    }
}
