package dev.handwright.edge.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a request, for the log. {@code X-Forwarded-For} counts only as far as it was written by
 * the configured proxies: whoever else can send a header can write anything into it.
 */
final class ClientAddress {
    private static final int LONGEST = 45; // an IPv6 address with an IPv4 one inside

    private final List<String> proxies;

    /**
     * @param proxies one IP address each, as the socket tells it
     */
    ClientAddress(List<String> proxies) {
        this.proxies = List.copyOf(proxies);
    }

    String of(HttpServletRequest request) {
        return of(
                request.getRemoteAddr(),
                Collections.list(request.getHeaders("X-Forwarded-For")).stream()
                        .flatMap(it -> List.of(it.split(",", -1)).stream())
                        .map(String::strip)
                        .toList());
    }

    /**
     * @param peer the other end of the connection
     * @param forwarded each proxy appends whom it got the request from
     */
    String of(@Nullable String peer, List<String> forwarded) {
        var client = peer == null ? "unknown" : peer;
        for (var earlier : forwarded.reversed()) {
            if (!proxies.contains(client) || !looksLikeAnAddress(earlier)) {
                break;
            }
            client = earlier;
        }
        return client;
    }

    /** It goes to the log, so it may hold nothing but an address. */
    private static boolean looksLikeAnAddress(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST
                && text.chars()
                        .allMatch(it -> Character.digit(it, 16) >= 0 || ".:".indexOf(it) >= 0);
    }
}
