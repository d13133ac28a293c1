package dev.handwright.base;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses the server may dial for a customer: public ones, and what the operator allows
 * besides. Decides by the parsed address, never by its text.
 *
 * @param allowed ranges that are not public but may be dialled
 * @see <a href="https://www.iana.org/assignments/iana-ipv4-special-registry">IANA, IPv4 special
 *     registry</a>
 * @see <a href="https://www.iana.org/assignments/iana-ipv6-special-registry">IANA, IPv6 special
 *     registry</a>
 */
public record AddressRules(List<AddressRange> allowed) {
    private record Named(AddressRange range, String name) {}

    private static final List<Named> FORBIDDEN =
            List.of(
                    named("0.0.0.0/8", "unspecified"),
                    named("10.0.0.0/8", "private"),
                    named("100.64.0.0/10", "shared by a carrier (CGNAT)"),
                    named("127.0.0.0/8", "loopback"),
                    named("168.63.129.16/32", "a cloud's metadata service"),
                    named("169.254.0.0/16", "link-local (cloud metadata)"),
                    named("172.16.0.0/12", "private"),
                    named("192.0.0.0/24", "reserved"),
                    named("192.0.2.0/24", "for documentation"),
                    named("192.88.99.0/24", "a 6to4 relay"),
                    named("192.168.0.0/16", "private"),
                    named("198.18.0.0/15", "for benchmarks"),
                    named("198.51.100.0/24", "for documentation"),
                    named("203.0.113.0/24", "for documentation"),
                    named("224.0.0.0/4", "multicast"),
                    named("240.0.0.0/4", "reserved"),
                    named("::/128", "unspecified"),
                    named("::1/128", "loopback"),
                    named("::/96", "an IPv4 address in IPv6 form"),
                    named("::ffff:0:0:0/96", "an IPv4 address in IPv6 form"),
                    named("64:ff9b::/96", "an IPv4 address behind NAT64"),
                    named("64:ff9b:1::/48", "an IPv4 address behind NAT64"),
                    named("fc00::/7", "private (unique local)"),
                    named("fe80::/10", "link-local"),
                    named("fec0::/10", "private (site-local)"),
                    named("ff00::/8", "multicast"),
                    named("2001::/32", "a Teredo tunnel"),
                    named("2001::/23", "reserved"),
                    named("2001:db8::/32", "for documentation"),
                    named("2002::/16", "a 6to4 tunnel"),
                    named("3fff::/20", "for documentation"));

    private static final AddressRange PUBLIC_IPV6 = AddressRange.parse("2000::/3");

    public AddressRules {
        allowed = List.copyOf(allowed);
    }

    /** The IPv4 ranges of which nothing is public, as in {@code 10.0.0.0/8}. */
    public static List<String> closedIpv4() {
        return FORBIDDEN.stream()
                .map(it -> it.range().toString())
                .filter(it -> !it.contains(":"))
                .toList();
    }

    /** Why the address may not be dialled, as in {@code loopback}; empty when it may. */
    public Optional<String> refusal(InetAddress address) {
        if (allowed.stream().anyMatch(it -> it.contains(address))) {
            return Optional.empty();
        }
        for (var named : FORBIDDEN) {
            if (named.range.contains(address)) {
                return Optional.of(named.name);
            }
        }
        return switch (address) {
            case Inet4Address _ -> Optional.empty();
            case Inet6Address _ when PUBLIC_IPV6.contains(address) -> Optional.empty();
            default -> Optional.of("not a public address");
        };
    }

    private static Named named(String range, String name) {
        return new Named(AddressRange.parse(range), name);
    }

    /**
     * The same for a URL's host that is an IP address, in any spelling that a resolver takes.
     *
     * @param host as {@code URI.getHost()} gives it; a name is not looked up and never refused
     */
    public Optional<String> refusalOfLiteral(@Nullable String host) {
        return host == null
                ? Optional.empty()
                : AddressRange.literals(host).stream()
                        .flatMap(it -> refusal(it).stream())
                        .findFirst();
    }
}
