package dev.handwright.adapter.local;

import dev.handwright.base.AddressRules;
import dev.handwright.desktops.NetworkRules;
import dev.handwright.desktops.NetworkRules.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The firewall inside a desktop's network, as nft(8) reads it: the public internet yes; loopback of
 * the host, private ranges, metadata services, the host's own addresses and all of IPv6 no; what
 * the configuration lists yes.
 */
final class Firewall {
    /** slirp4netns answers names here and forwards them to the host's resolver. */
    static final String RESOLVER = "10.0.2.3";

    /** slirp4netns shows the host's loopback here. */
    static final String HOST_LOOPBACK = "10.0.2.2";

    /** Only the proxy's processes have this group: 65534, as no room's is. */
    static final int PROXY_GROUP = 65_534;

    private static final Pattern EXCEPTION =
            Pattern.compile("((?:\\d{1,3}\\.){3}\\d{1,3}):(\\d{1,5})");

    private Firewall() {}

    /**
     * @param reachable {@code address:port}, checked
     * @param own the host's addresses (IPv4)
     * @param rules of this desktop; they only narrow
     */
    static String text(List<String> reachable, List<String> own, NetworkRules rules) {
        var lines = new ArrayList<String>();
        lines.add("table inet room {");
        if (!rules.allowed().isEmpty()) {
            lines.add(" chain allowed {");
            rules.allowed().forEach(it -> addMatches(lines, it, "return"));
            lines.add("  reject");
            lines.add(" }");
        }
        if (!rules.hosts().isEmpty()) {
            lines.add(" chain proxied {");
            lines.add("  meta skgid " + PROXY_GROUP + " return");
            // What is left of a connection whose socket is closed; none begins without SYN.
            lines.add("  tcp flags & syn == 0 return");
            lines.add("  reject");
            lines.add(" }");
        }
        lines.add(" chain output {");
        lines.add("  type filter hook output priority 0; policy accept;");
        lines.add("  oif \"lo\" accept");
        if (!rules.hosts().isEmpty()) {
            lines.add("  jump proxied");
        }
        lines.add("  ip daddr " + RESOLVER + " udp dport 53 accept");
        lines.add("  ip daddr " + RESOLVER + " tcp dport 53 accept");
        rules.denied().forEach(it -> addMatches(lines, it, "reject"));
        if (!rules.allowed().isEmpty()) {
            lines.add("  jump allowed");
        }
        for (var exception : reachable) {
            var inside = checkException(fromInside(exception));
            lines.add("  ip daddr " + inside[0] + " tcp dport " + inside[1] + " accept");
        }
        lines.add("  meta nfproto ipv6 reject");
        for (var range : AddressRules.closedIpv4()) {
            lines.add("  ip daddr " + range + " reject");
        }
        for (var address : own) {
            lines.add("  ip daddr " + address + " reject");
        }
        lines.add(" }");
        lines.add(" chain forward {");
        lines.add("  type filter hook forward priority 0; policy drop;");
        lines.add(" }");
        lines.add("}");
        return String.join("\n", lines) + "\n";
    }

    /** A rule for what is meant, and one for the name that the host's loopback has inside. */
    private static void addMatches(List<String> lines, Target target, String verdict) {
        var port = target.port() == 0 ? "" : " meta l4proto { tcp, udp } th dport " + target.port();
        lines.add(
                "  ip daddr %s/%d%s %s".formatted(target.address(), target.bits(), port, verdict));
        if (target.contains("127.0.0.1")) {
            lines.add("  ip daddr " + HOST_LOOPBACK + port + " " + verdict);
        }
    }

    /** The {@code address:port} under which a desktop finds what the settings call so. */
    static String fromInside(String exception) {
        var match = checkException(exception);
        return (match[0].startsWith("127.") ? HOST_LOOPBACK : match[0]) + ":" + match[1];
    }

    /** Whether any exception needs the host's loopback, which is otherwise not even wired up. */
    static boolean needsHostLoopback(List<String> reachable) {
        return reachable.stream().anyMatch(it -> it.startsWith("127."));
    }

    /**
     * @return address and port
     * @throws IllegalArgumentException for anything but an IPv4 address and a port
     */
    static String[] checkException(String text) {
        var match = EXCEPTION.matcher(text);
        boolean good = match.matches();
        if (good) {
            for (var part : match.group(1).split("\\.")) {
                good &= Integer.parseInt(part) < 256;
            }
            int port = Integer.parseInt(match.group(2));
            good &= port > 0 && port < 65_536;
        }
        if (!good) {
            throw new IllegalArgumentException(
                    "'%s' is no IPv4 address and port, as in 127.0.0.1:8090".formatted(text));
        }
        return new String[] {match.group(1), match.group(2)};
    }
}
