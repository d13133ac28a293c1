package dev.handwright.adapter.blobs;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of blobs, {@code <run>/<file>}; nothing else becomes a path or a key. */
final class BlobNames {
    private static final Pattern NAME =
            Pattern.compile(
                    "([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/([a-z0-9-]+\\.[a-z0-9]+)");

    private BlobNames() {}

    /** The run is its first group, the file its second. */
    static Matcher match(String name) {
        var match = NAME.matcher(name);
        if (!match.matches()) {
            throw new IllegalArgumentException("no name of a blob: " + name);
        }
        return match;
    }

    static String checked(String name) {
        return match(name).group();
    }
}
