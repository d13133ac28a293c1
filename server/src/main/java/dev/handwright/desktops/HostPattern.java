package dev.handwright.desktops;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Hosts by name: {@code example.com} is that one, {@code *.example.com} every one below it and not
 * itself. An IPv4 address in figures is a name, too.
 *
 * @param text lower case, at most 253 characters
 */
public record HostPattern(String text) {
    private static final String LABEL = "[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?";

    private static final Pattern NAME =
            Pattern.compile("(?:\\*\\.)?(?:%s\\.)*%s".formatted(LABEL, LABEL));

    private static final Pattern FIGURES = Pattern.compile(".*(?:^|\\.)\\d+");

    private static final Pattern ADDRESS =
            Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");

    public HostPattern {
        text = text.toLowerCase(Locale.ROOT);
        boolean good = text.length() <= 253 && NAME.matcher(text).matches();
        if (good && FIGURES.matcher(text).matches()) {
            good = isAddress(text);
        }
        if (!good) {
            throw new IllegalArgumentException(
                    ("'%.60s' is no name of a host; write one as in example.com, or *.example.com for"
                                    + " all below it, without scheme, port or path, and letters beyond"
                                    + " ASCII as in xn--mnchen-3ya.de")
                            .formatted(text));
        }
    }

    /**
     * Reads a list.
     *
     * @throws IllegalArgumentException naming the entry that is none, and the form it should have
     */
    public static List<HostPattern> all(List<String> texts) {
        return texts.stream().map(HostPattern::new).distinct().toList();
    }

    /** Whether it means those below its name, too. */
    public boolean isWildcard() {
        return text.startsWith("*.");
    }

    /** Whether it is an IPv4 address in figures. */
    public boolean isAddress() {
        return isAddress(text);
    }

    private static boolean isAddress(String text) {
        return ADDRESS.matcher(text).matches();
    }

    /** The name without its wildcard. */
    public String name() {
        return isWildcard() ? text.substring(2) : text;
    }

    @Override
    public String toString() {
        return text;
    }
}
