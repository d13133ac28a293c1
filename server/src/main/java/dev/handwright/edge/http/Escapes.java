package dev.handwright.edge.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Percent-escapes read strictly, for texts that must come back exactly as they were sent: what is
 * broken, or no UTF-8, is refused and never replaced.
 */
final class Escapes {
    private Escapes() {}

    /**
     * A segment of a path, in which + is +.
     *
     * @throws Problem 400 where it is broken
     */
    static String inPath(String raw) {
        return unescape(raw, false).orElseThrow(() -> broken("path"));
    }

    /**
     * A parameter of a query, the first of its name, in which + is a space.
     *
     * @throws Problem 400 where the query is broken up to there
     */
    static Optional<String> inQuery(String rawQuery, String name) {
        for (var pair : rawQuery.split("&")) {
            int equals = pair.indexOf('=');
            var key = unescape(equals < 0 ? pair : pair.substring(0, equals), true);
            if (key.orElseThrow(() -> broken("query")).equals(name)) {
                var value = unescape(equals < 0 ? "" : pair.substring(equals + 1), true);
                return Optional.of(
                        value.orElseThrow(() -> broken("query parameter '" + name + "'")));
            }
        }
        return Optional.empty();
    }

    private static Problem broken(String what) {
        return Problem.badRequest(
                "The %s is not UTF-8, escaped as in a URL; write a %% itself as %%25."
                        .formatted(what));
    }

    private static Optional<String> unescape(String raw, boolean plusIsSpace) {
        var source = raw.getBytes(StandardCharsets.UTF_8);
        var bytes = ByteBuffer.allocate(source.length);
        for (int i = 0; i < source.length; i++) {
            if (source[i] == '+' && plusIsSpace) {
                bytes.put((byte) ' ');
            } else if (source[i] != '%') {
                bytes.put(source[i]);
            } else if (i + 2 < source.length
                    && HexFormat.isHexDigit(source[i + 1])
                    && HexFormat.isHexDigit(source[i + 2])) {
                int high = HexFormat.fromHexDigit(source[i + 1]) << 4;
                bytes.put((byte) (high + HexFormat.fromHexDigit(source[i + 2])));
                i += 2;
            } else {
                return Optional.empty();
            }
        }
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
