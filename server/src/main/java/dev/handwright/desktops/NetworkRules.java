package dev.handwright.desktops;

import dev.handwright.base.AddressRange;
import java.net.InetAddress;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What one desktop may reach of what the settings let all desktops reach. The lists only narrow:
 * none opens an address that is closed to all.
 *
 * @param allowed where not empty, nothing else is reached
 * @param denied never reached, listed in {@code allowed} or not
 * @param hosts where not empty, a proxy that checks names is the only way out, and looks up no
 *     other name
 */
public record NetworkRules(List<Target> allowed, List<Target> denied, List<HostPattern> hosts) {
    /** Entries in each list. */
    public static final int MOST = 100;

    /** Nothing beyond what holds for all desktops. */
    public static final NetworkRules NONE = new NetworkRules(List.of(), List.of(), List.of());

    public NetworkRules {
        allowed = List.copyOf(allowed);
        denied = List.copyOf(denied);
        hosts = List.copyOf(hosts);
        if (allowed.size() > MOST || denied.size() > MOST) {
            throw new IllegalArgumentException(
                    "at most %d addresses can be allowed and %d denied, not %d and %d"
                            .formatted(MOST, MOST, allowed.size(), denied.size()));
        }
        if (hosts.size() > MOST) {
            throw new IllegalArgumentException(
                    "at most %d hosts can be named, not %d".formatted(MOST, hosts.size()));
        }
    }

    /**
     * Reads the lists of addresses.
     *
     * @throws IllegalArgumentException naming the entry that is none, and the form it should have
     */
    public static NetworkRules parse(List<String> allowed, List<String> denied) {
        return new NetworkRules(
                allowed.stream().map(Target::parse).toList(),
                denied.stream().map(Target::parse).toList(),
                List.of());
    }

    /** The same with these hosts. */
    public NetworkRules withHosts(List<HostPattern> named) {
        return new NetworkRules(allowed, denied, named);
    }

    /**
     * Addresses, and one port or all of them.
     *
     * @param address the first one, IPv4 in figures; desktops reach no IPv6 at all
     * @param bits how many of its bits count, 0 to 32
     * @param port 1 to 65535, or 0 for all ports and protocols
     */
    public record Target(String address, int bits, int port) {
        private static final Pattern FORM =
                Pattern.compile(
                        "((?:(?:0|[1-9]\\d{0,2})\\.){3}(?:0|[1-9]\\d{0,2}))(?:/(\\d{1,2}))?(?::(\\d{1,5}))?");

        public Target {
            AddressRange.parse(address + "/" + bits);
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("a port is 1 to 65535, not " + port);
            }
        }

        /**
         * @throws IllegalArgumentException naming the text and the form it should have
         */
        static Target parse(String text) {
            var match = FORM.matcher(text);
            if (match.matches()) {
                int port = match.group(3) == null ? 0 : Integer.parseInt(match.group(3));
                try {
                    if (port > 0 || match.group(3) == null) {
                        int bits = match.group(2) == null ? 32 : Integer.parseInt(match.group(2));
                        return new Target(match.group(1), bits, port);
                    }
                } catch (IllegalArgumentException e) {
                    // Said below, in our words.
                }
            }
            throw new IllegalArgumentException(
                    ("'%.60s' is no IPv4 address or range of them; write one as in 198.51.100.7,"
                                    + " 198.51.100.0/24 or 198.51.100.7:443")
                            .formatted(text));
        }

        /** Whether it holds that address, on some port. */
        public boolean contains(String other) {
            return AddressRange.parse(address + "/" + bits).contains(InetAddress.ofLiteral(other));
        }

        /** As {@link #parse} reads it. */
        @Override
        public String toString() {
            return address + (bits == 32 ? "" : "/" + bits) + (port == 0 ? "" : ":" + port);
        }
    }
}
