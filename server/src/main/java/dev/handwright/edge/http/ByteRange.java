package dev.handwright.edge.http;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The one range of bytes that a request asks for (RFC 9110, section 14). Several at once, or what
 * cannot be read, count as no range: the answer is the whole.
 */
sealed interface ByteRange {
    Pattern FORM = Pattern.compile("bytes=\\s*(\\d{0,18})-(\\d{0,18})\\s*");

    /** From {@code first} on, {@code length} bytes, at least one. */
    record Part(long first, long length) implements ByteRange {}

    /** Nothing of the content lies in it: 416. */
    record Unsatisfiable() implements ByteRange {}

    record Whole() implements ByteRange {}

    static ByteRange of(Optional<String> header, long size) {
        var match = FORM.matcher(header.orElse(""));
        if (!match.matches() || (match.group(1).isEmpty() && match.group(2).isEmpty())) {
            return new Whole();
        }
        if (match.group(1).isEmpty()) {
            long last = Math.min(Long.parseLong(match.group(2)), size);
            return last == 0 ? new Unsatisfiable() : new Part(size - last, last);
        }
        long first = Long.parseLong(match.group(1));
        long end = match.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(match.group(2));
        if (end < first) {
            return new Whole();
        }
        return first >= size
                ? new Unsatisfiable()
                : new Part(first, Math.min(end, size - 1) - first + 1);
    }
}
