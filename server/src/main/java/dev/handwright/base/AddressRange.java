package dev.handwright.base;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Addresses that share their first bits, written {@code 10.0.0.0/8} or {@code fd00::/8}. */
public final class AddressRange {
    private final String text;
    private final byte[] first;
    private final int bits;

    private AddressRange(String text, byte[] first, int bits) {
        this.text = text;
        this.first = first;
        this.bits = bits;
    }

    /**
     * Reads an address with the number of bits that count; without it all do.
     *
     * @throws IllegalArgumentException naming the text and the form it should have
     */
    public static AddressRange parse(String text) {
        var parts = text.strip().split("/", 2);
        try {
            var first = InetAddress.ofLiteral(parts[0]).getAddress();
            int bits = parts.length == 1 ? first.length * 8 : Integer.parseInt(parts[1]);
            if (bits >= 0 && bits <= first.length * 8) {
                return new AddressRange(text.strip(), first, bits);
            }
        } catch (IllegalArgumentException e) {
            // Said below, in our words.
        }
        throw new IllegalArgumentException(
                "'%s' is no range of addresses; write one as in 10.0.0.0/8, ::1 or fd00::/8"
                        .formatted(text));
    }

    public boolean contains(InetAddress address) {
        var bytes = address.getAddress();
        if (bytes.length != first.length) {
            return false;
        }
        for (int i = 0; i < bits; i++) {
            int mask = 0x80 >> (i % 8);
            if ((bytes[i / 8] & mask) != (first[i / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    /**
     * What a host written in figures may mean, with or without brackets; none for a name. Readers
     * disagree on {@code 0177.0.0.1} (octal or not) and {@code 0x7f.1}, so there may be two.
     */
    static List<InetAddress> literals(String host) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        var bare = bracketed ? host.substring(1, host.length() - 1) : host;
        return Stream.of(
                        literal(bare, InetAddress::ofLiteral),
                        literal(bare, Inet4Address::ofPosixLiteral))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<InetAddress> literal(
            String text, Function<String, InetAddress> reader) {
        try {
            return Optional.of(reader.apply(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
